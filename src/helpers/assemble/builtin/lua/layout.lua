-- What a printed page needs to know of a chapter before Typst sets it: how wide and how high its tables are, between which blocks a page
-- may give, and what stays together at the chapter's end.
local util = require 'util'
local layout = {}

-- Width in mm that a table needs at least: its longest words side by side, bold at 9 pt; compact at 8 pt.
local USUAL, COMPACT = { character = 1.7, column = 4.4 }, { character = 1.5, column = 3 }
local MANY_COLUMNS, MANY_ROWS, LANDSCAPE_MM, TEXT_MM = 9, 20, 257, 132
local function least_width(columns, type)
  local width = 0
  for _, column in ipairs(columns) do width = width + column.word * type.character + type.column end
  return width
end

-- Width in mm that a table takes with every cell on one line; some five percent more than Typst finds, which would have to set all of it
-- to know.
local function natural_width(columns, type)
  local width = 0
  for _, column in ipairs(columns) do width = width + column.cell * type.character + type.column end
  return width
end

-- The part of the width that the columns claim; 0 where each takes what it needs.
local function shared_width(tbl)
  local total = 0
  for _, spec in ipairs(tbl.colspecs) do total = total + (spec[2] or 0) end
  return total
end

-- Makes a table fit the page, by compact type or by shares of the width, with no word divided where there is room for all; returns whether it has to stand on a landscape page, and
-- about how high its rows are in mm: a table that is too high for one page breaks across several.
local ROW_MM, LINE_MM, TEXT_SHARE = 5.2, 3.9, 0.9
local function fit(tbl, room)
  local columns, rows = util.columns(tbl), 0
  for _, body in ipairs(tbl.bodies) do rows = rows + #body.body end
  local landscape = least_width(columns, COMPACT) > room
  local compact = not landscape and (#columns >= MANY_COLUMNS or rows > MANY_ROWS or least_width(columns, USUAL) > room)
  if compact then tbl.attributes.compact = 'true' end
  local type = compact and COMPACT or USUAL
  local available = landscape and LANDSCAPE_MM or room
  if shared_width(tbl) == 0 and least_width(columns, type) <= available then tbl.attributes.undivided = 'true' end
  util.share_columns(tbl, columns, available, type.character, type.column)
  if shared_width(tbl) > 0 or natural_width(columns, type) > TEXT_MM then tbl.attributes.full = 'true' end
  local height = 0
  for _, body in ipairs(tbl.bodies) do
    for _, row in ipairs(body.body) do
      local lines = 1
      for i, cell in ipairs(row.cells) do
        local share = tbl.colspecs[i] and tbl.colspecs[i][2] or 0
        if share > 0 then
          local needed = utf8.len(util.plain(cell.contents)) * type.character * TEXT_SHARE
          lines = math.max(lines, math.ceil(needed / (share * room - type.column)))
        end
      end
      height = height + ROW_MM + (lines - 1) * LINE_MM
    end
  end
  return landscape, height
end

-- What stands directly in the chapter may reach into the gutter, and have a landscape page of its own. A table breaks rather than leave half a
-- page blank.
local HIGHEST_MM = 110
local function float(node, job)
  local attributes, landscape, long = node.attributes, false, false
  attributes.free = 'true'
  for _, inner in ipairs(util.child(node, 'q-body').content) do
    if inner.t == 'Table' then
      local too_wide, height = fit(inner, job.full_width_mm)
      landscape, long = landscape or too_wide, long or height > HIGHEST_MM
    end
    if util.is_node(inner, 'q-grid') or (inner.t == 'Table' and inner.attributes.full) then attributes.full = 'true' end
  end
  if landscape then attributes.landscape = 'true' end
  if long then attributes.long = 'true' end
  return node
end

local function place(blocks, job)
  local out = pandoc.Blocks {}
  for _, block in ipairs(blocks) do
    local previous = out[#out]
    if block.t == 'Table' then
      block.attributes.free = 'true'
      local landscape, height = fit(block, job.full_width_mm)
      if height > HIGHEST_MM and not landscape then out:insert(util.node('q-room', {})) end
      out:insert(landscape and util.node('q-landscape', { block }) or block)
    elseif util.is_node(block, 'q-float') then
      block = float(block, job)
      if block.attributes.long and not block.attributes.landscape then out:insert(util.node('q-room', {})) end
      out:insert(block)
    elseif previous and util.is_node(previous, 'q-margin') and util.is_paragraph(block) then
      previous.content:insert(util.node('q-beside', { block })) -- the note stands beside this paragraph, whichever is longer
      out[#out] = previous
    else
      if block.t == 'Div' and (block.classes[1] or ''):sub(1, 2) ~= 'q-' then block.content = place(block.content, job) end
      out:insert(block)
    end
  end
  return out
end

-- The chapter's last page must not hold a few lines only: its last sections, at least `FEWEST` lines and at most `MOST`, stay together.
local FEWEST, MOST, CHARACTERS = 16, 32, 78
local function lines(block)
  if block.t == 'Header' then return 3 end
  return math.ceil(#util.plain(block) / CHARACTERS) + (util.is_node(block, 'q-callout') and 4 or 1)
end
local WHOLE = { RawBlock = true, Para = true, Plain = true, Header = true, BulletList = true, OrderedList = true }
local function whole(block)
  return WHOLE[block.t] or (block.t == 'Div' and (util.is_node(block, 'q-callout') or (block.classes[1] or ''):sub(1, 2) ~= 'q-'))
end

-- Where the ending begins: at a heading of level 2, or else, before a box that ends the chapter, at the paragraph before it.
local function start_of_ending(blocks)
  local start, paragraph, sum = nil, nil, 0
  for i = #blocks, 2, -1 do
    local block = blocks[i]
    if not whole(block) then break end
    sum = sum + lines(block)
    if sum > MOST then break end
    if util.is_paragraph(block) then paragraph = paragraph or i end
    if block.t == 'Header' and block.level == 2 then
      start = i
      if sum >= FEWEST then break end
    end
  end
  return start or (util.is_node(blocks[#blocks], 'q-callout') and paragraph)
end

local function together(blocks)
  local start = start_of_ending(blocks)
  return blocks:map(function(block, i)
    local sticks = start and i >= start and block.t ~= 'Header' and block.t ~= 'RawBlock'
    return sticks and util.node('q-with-next', { block }) or block
  end)
end

-- Between blocks a page may give: what is left of it where the next one has no room is spread over all these places. A heading stays close to
-- what it heads; at the top of a page there is nothing to give.
local function is_rigid(block) return block.t == 'RawBlock' or util.is_node(block, 'q-pagebreak') end
local function spread(blocks)
  local out = pandoc.Blocks {}
  for i, block in ipairs(blocks) do
    local before = blocks[i - 1]
    if before and before.t ~= 'Header' and not util.is_node(before, 'q-room') and not is_rigid(before) and not is_rigid(block) then
      local kind = block.t == 'Header' and (block.level == 2 and 'section' or 'heading')
        or (util.is_paragraph(block) and util.is_paragraph(before)) and 'text' or 'block'
      out:insert(util.node('q-stretch', {}, { kind = kind }))
    end
    out:insert(block)
  end
  return out
end

-- A division without a class is no block of its own: that would swallow the space above a heading or a table that it begins with.
local function dissolve(blocks)
  local out = pandoc.Blocks {}
  for _, block in ipairs(blocks) do
    if block.t == 'Div' and #block.classes == 0 then
      if block.identifier ~= '' then out:insert(pandoc.RawBlock('typst', '#metadata(none) <' .. block.identifier .. '>')) end
      out:extend(block.content)
    else
      out:insert(block)
    end
  end
  return out
end

-- An appendix of a page or a little more, such as the Impressum: text without figures and tables.
local PAGE_AND_MORE = 60
function layout.is_leaf(chapter)
  local sum = 0
  for _, block in ipairs(dissolve(chapter.blocks)) do
    if not whole(block) and block.t ~= 'DefinitionList' then return false end
    sum = sum + (block.t == 'DefinitionList' and 2 * #block.content or lines(block))
  end
  return chapter.appendix and sum <= PAGE_AND_MORE
end

-- Returns the blocks of a chapter with what they need marked on them.
function layout.chapter(blocks, job) return spread(together(place(dissolve(blocks), job))) end

return layout
