-- Small helpers shared by every stage: files, problems to report, attributes, paths.
local util = {}

util.NBSP = '\u{a0}'

function util.slurp(path)
  local file = assert(io.open(path, 'rb'))
  local text = file:read 'a'
  file:close()
  return text
end

function util.spit(path, text)
  local file = assert(io.open(path, 'wb'))
  file:write(text)
  file:close()
end

-- Problems and warnings carry the chapter and a needle: text that Python looks up in the source to name the line.
local seen = {}
local function report(list, chapter, message, needle, kind)
  local key = (chapter.file or '') .. '\0' .. message
  if not seen[key] then
    seen[key] = true
    table.insert(list, { file = chapter.file, message = message, needle = needle or '', kind = kind })
  end
end

util.problems, util.warnings = pandoc.List {}, pandoc.List {}

-- The chapter uses something that this assembler does not support.
function util.unsupported(chapter, message, needle) report(util.problems, chapter, message, needle, 'unsupported') end

-- Something the chapter refers to is not there, or the chapter contradicts itself.
function util.broken(chapter, message, needle) report(util.problems, chapter, message, needle, 'broken') end

function util.warn(chapter, message, needle) report(util.warnings, chapter, message, needle, 'warning') end

-- `callout-note` with prefix `callout-` gives `note`; nil where no class has the prefix.
function util.class_after(classes, prefix)
  for _, class in ipairs(classes) do
    if class:sub(1, #prefix) == prefix then return class:sub(#prefix + 1) end
  end
end

-- `fig` for `fig-einwohner`; nil for an id that is no cross-reference.
function util.reference_kind(id, kinds)
  local kind = id:match '^(%l+)%-'
  return kind and kinds[kind] and kind or nil
end

-- The text of blocks or inlines on one line, without footnotes.
util.plain = pandoc.utils.stringify

-- The keys of a table, sorted.
function util.keys(table)
  local keys = pandoc.List {}
  for key in pairs(table) do keys:insert(key) end
  keys:sort()
  return keys
end

-- Path inside the book from a path inside a chapter; a leading `/` means the book's root.
function util.resolve(chapter, path)
  local joined = path:sub(1, 1) == '/' and path:sub(2) or (chapter.folder ~= '' and chapter.folder .. '/' .. path or path)
  local parts = {}
  for part in joined:gmatch '[^/]+' do
    if part == '..' then
      if #parts == 0 then return nil end
      table.remove(parts)
    elseif part ~= '.' then
      table.insert(parts, part)
    end
  end
  return table.concat(parts, '/')
end

-- The opposite way: how a page in `folder` names a file of the book.
function util.relative(folder, path)
  local up = folder == '' and '' or ('../'):rep(select(2, folder:gsub('/', '')) + 1)
  return up .. path
end

function util.is_paragraph(block) return block and (block.t == 'Para' or block.t == 'Plain') end

-- A div of our own: class `q-…` never occurs in a chapter, so later stages cannot mistake it.
function util.node(class, content, attributes, id)
  return pandoc.Div(content, pandoc.Attr(id or '', { class }, attributes or {}))
end

function util.is_node(block, class) return block.t == 'Div' and block.classes[1] == class end

-- First child of a node that has the class, or nil.
function util.child(node, class)
  for _, block in ipairs(node.content) do
    if util.is_node(block, class) then return block end
  end
end

function util.child_inlines(node, class)
  local child = util.child(node, class)
  return child and pandoc.utils.blocks_to_inlines(child.content) or pandoc.Inlines {}
end

-- `top` or `bottom`: where the caption of a q-float stands, by its own attribute, the book's option or the custom.
function util.caption_on_top(node, chapter)
  local kind = node.attributes.kind
  local location = node.attributes.location or chapter.options[kind .. '-cap-location'] or (kind == 'fig' and 'bottom' or 'top')
  return location == 'top'
end

-- About how wide a text is, in characters of usual width.
local NARROW, WIDE = "[ijltfr%.,:;%(%)'!|%- ]", '[mwMW%%&@]'
local function width_of(text)
  local _, narrow = text:gsub(NARROW, '')
  local _, wide = text:gsub(WIDE, '')
  local _, capitals = text:gsub('%u', '')
  return (utf8.len(text) or #text) - 0.4 * narrow + 0.55 * wide + 0.15 * capitals
end

-- For each column of a table the width of its longest word, of its longest cell and of its longest cell below the head, in characters;
-- `bold`: how much wider the words of the head are.
function util.columns(tbl, bold)
  local columns = {}
  local function rows(list, below)
    for _, row in ipairs(list) do
      local at = 1
      for _, cell in ipairs(row.cells) do
        local column = columns[at] or { word = 1, cell = 1, below = 1 }
        columns[at] = column
        if cell.col_span == 1 then
          local text = util.plain(cell.contents)
          local width = width_of(text)
          column.cell = math.max(column.cell, width)
          if below then column.below = math.max(column.below, width) end
          local wider = not below and bold or 1
          if width * wider > column.word then
            for word in text:gsub('\u{ad}', ' '):gsub('-', '- '):gmatch '%S+' do
              column.word = math.max(column.word, width_of(word) * wider)
            end
          end
        end
        at = at + cell.col_span
      end
    end
  end
  rows(tbl.head.rows)
  for _, body in ipairs(tbl.bodies) do rows(body.body, true) end
  return columns
end

-- Gives the columns of a table that is wider than its `room` shares by their content: each has room for its longest word, as long
-- as there is enough; what is left goes first to those with more to say below the head, since the head is broken but once.
-- Widths as of one character and of a cell's margins.
local LONGEST = 40
function util.share_columns(tbl, columns, room, character, margin)
  for _, spec in ipairs(tbl.colspecs) do if (spec[2] or 0) > 0 then return end end
  local natural, needed = 0, 0
  for _, column in ipairs(columns) do
    column.width = column.word * character + margin
    natural = natural + column.cell * character + margin
    needed = needed + column.width
  end
  if natural <= room then return end
  local left = math.max(0, room - needed)
  local function share(wish)
    local wanted = 0
    for _, column in ipairs(columns) do
      column.wanted = math.max(0, wish(column) * character + margin - column.width)
      wanted = wanted + column.wanted
    end
    local given = math.min(left, wanted)
    for _, column in ipairs(columns) do column.width = column.width + (wanted > 0 and given * column.wanted / wanted or 0) end
    left = left - given
  end
  share(function(column) return math.min(column.below, LONGEST) end)
  share(function(column) return column.cell end)
  for i, spec in ipairs(tbl.colspecs) do
    if columns[i] then tbl.colspecs[i] = { spec[1], columns[i].width / math.max(needed, room) } end
  end
end

-- Write several lists of blocks as one document and return the text of each: a writer needs 0.7 ms to begin with. `raw` makes a
-- block of the format; the reader has taken every control character out of the text.
function util.write_many(parts, write, raw)
  local document, texts = pandoc.Blocks {}, pandoc.List {}
  for _, part in ipairs(parts) do
    document:extend(part)
    document:insert(raw '\1')
  end
  for text in write(document):gmatch '([^\1]*)\1' do texts:insert((text:gsub('^%s+', ''):gsub('%s+$', ''))) end
  return texts
end

function util.escape_html(text)
  return (text:gsub('[&<>"]', { ['&'] = '&amp;', ['<'] = '&lt;', ['>'] = '&gt;', ['"'] = '&quot;' }))
end

return util
