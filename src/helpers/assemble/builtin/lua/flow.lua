-- About where the pages of a chapter will end, to say before which sections the figures that wait for a place must come first: text
-- goes on past a section's end where it fills a page, but not until figures wait for pages of their own. Lengths in mm, as `book.typ` sets them.
local util = require 'util'
local flow = {}

local PAGE, TEXT_LINE, SMALL_LINE, PIXEL = 244, 5, 3.3, 25.4 / 96
local CHARACTERS, GUTTER_CHARACTERS, NOTE_CHARACTERS = 78, 26, 105
local HEADINGS = { 35, 17, 12 }
local MOST_WAITING = 2

function flow.lines(block) return math.ceil(#util.plain(block) / CHARACTERS) end
function flow.moves(block) return util.is_node(block, 'q-float') and block.attributes.moves end

local function text_height(block)
  if block.t == 'Header' then return HEADINGS[math.min(block.level, #HEADINGS)] end
  local around = block.t == 'Div' and 15 or 2
  return flow.lines(block) * TEXT_LINE + around
end

-- A figure's picture or a table's rows, with caption, notes and what is left free around them.
local function float_height(node, sizes)
  local height = tonumber(node.attributes.height) or 0
  util.child(node, 'q-body'):walk { Image = function(image)
    local size = sizes[image.src]
    if size then height = math.max(height, size[2] * PIXEL) end
  end }
  local notes = util.child(node, 'q-notes')
  if notes then
    local length = #util.plain(notes)
    local beside = length / GUTTER_CHARACTERS * SMALL_LINE
    local hangs = node.attributes.kind == 'fig' and beside <= height + 12
    height = hangs and math.max(height, beside) or height + length / NOTE_CHARACTERS * SMALL_LINE + 5
  end
  return height + 18
end

-- Returns the places in a chapter, as a set of indices, before which all figures so far must stand.
function flow.stops(blocks, sizes)
  local stops, used, waiting = {}, 0, pandoc.List {}
  local function turn() -- what waits goes to the head of the new page
    used = 0
    while #waiting > 0 and used + waiting[1] <= PAGE do used = used + waiting:remove(1) end
  end
  for i, block in ipairs(blocks) do
    if flow.moves(block) then
      local height = math.min(float_height(block, sizes), PAGE)
      if #waiting == 0 and used + height <= PAGE then used = used + height else waiting:insert(height) end
    else
      if block.t == 'Header' and block.level == 2 and #waiting > MOST_WAITING then
        stops[i] = true
        while #waiting > 0 do turn() end
      end
      used = used + (util.is_node(block, 'q-float') and float_height(block, sizes) or text_height(block))
      while used > PAGE do
        local rest = used - PAGE
        turn()
        used = used + rest
      end
    end
  end
  return stops
end

return flow
