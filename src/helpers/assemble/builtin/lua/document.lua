-- Numbered, resolved chapters -> one plain document, for the formats that Pandoc writes whole (DOCX, EPUB).
--
-- `make` says how a format shows what Pandoc has no element for:
--   styled(name, blocks)   paragraphs in a named style       caption(node, inlines)  a caption with its label
--   notes(blocks)          what stands under a figure        width(image, size)      how wide a picture is
--   row(widths, cells)     cells side by side                page_break()
--   sized(table)           a table with widths, where the format cannot find them itself
--   anchor(id, blocks)     a target for references           heading(header)         a heading with its number
local util = require 'util'
local document = {}

local function caption_label(node, words)
  if node.attributes.sub then return '(' .. node.attributes.sub .. ')' end
  return node.attributes.num and words.kinds[node.attributes.kind] .. util.NBSP .. node.attributes.num .. ':'
end

local function filters(chapter, registry, job, make)
  local words = job.words

  local function float(node)
    local caption, out = util.child_inlines(node, 'q-caption'), pandoc.Blocks {}
    local shown = pandoc.Blocks {}
    local label = caption_label(node, words)
    if #caption > 0 or label then shown = make.caption(node, caption, label, words) end
    local top = util.caption_on_top(node, chapter)
    if top then out:extend(shown) end
    local body = util.child(node, 'q-body').content
    out:extend(node.attributes.kind == 'fig' and make.styled('Figure', body) or body)
    local notes = util.child(node, 'q-notes')
    if notes then out:extend(make.notes(notes.content)) end
    if not top then out:extend(shown) end
    return make.anchor(node.identifier, out)
  end

  local function callout(node)
    local title, word = util.child_inlines(node, 'q-title'), words.callouts[node.attributes.kind]
    if node.attributes.num then
      local numbered = pandoc.Str(word .. util.NBSP .. node.attributes.num .. (#title > 0 and ':' or ''))
      title = #title > 0 and pandoc.Inlines { numbered, pandoc.Space() } .. title or pandoc.Inlines { numbered }
    elseif #title == 0 then
      title = pandoc.Inlines { pandoc.Str(word) }
    end
    local out = make.styled('Kasten Titel', pandoc.Blocks { pandoc.Para(title) })
    out:extend(make.styled('Kasten', util.child(node, 'q-body').content))
    return make.anchor(node.identifier, out)
  end

  local function tabset(node)
    local out = pandoc.Blocks {}
    for _, tab in ipairs(node.content) do
      out:extend(make.styled('Reiter', pandoc.Blocks { pandoc.Para(util.child_inlines(tab, 'q-title')) }))
      out:extend(util.child(tab, 'q-body').content)
    end
    return out
  end

  local function grid(node)
    local out, i = pandoc.Blocks {}, 0
    for row in (node.attributes.widths .. ';'):gmatch '([^;]*);' do
      local widths, cells, total = {}, pandoc.List {}, 0
      for width in row:gmatch '[%d.]+' do
        i = i + 1
        total = total + tonumber(width)
        table.insert(widths, tonumber(width))
        cells:insert(node.content[i] and node.content[i].content or pandoc.Blocks {})
      end
      for k, width in ipairs(widths) do widths[k] = width / total end
      out:extend(#cells > 1 and make.row(widths, cells) or cells[1])
    end
    return out
  end

  local NODES = {
    ['q-float'] = float, ['q-callout'] = callout, ['q-tabset'] = tabset, ['q-grid'] = grid,
    ['q-tasks'] = function(node) return node.content end,
    ['q-wide'] = function(node) return node.content end,
    ['q-margin'] = function(node) return make.styled('Anmerkung', node.content) end,
    ['q-pagebreak'] = function() return make.page_break() end,
    ['q-equation'] = function(node)
      local content = node.content[1].content
      content:extend { pandoc.Str(util.NBSP .. util.NBSP .. '(' .. node.attributes.num .. ')') }
      return make.anchor(node.identifier, node.content)
    end,
  }

  return {
    Header = make.heading,
    Link = function(element)
      if element.target:match '^file:' then return element.content end
      local id = element.target:match '^#(.+)'
      if id and not registry[id] then return element.content end
      element.classes = {}
      return element
    end,
    Image = function(image)
      local alt, size = image.attributes.alt or '', job.sizes[image.src]
      image.src = make.picture and make.picture(image.src) or image.src
      image.caption = pandoc.Inlines { pandoc.Str(alt) } -- what both writers take the alternative text from
      image.attributes = { width = make.width(image, size) }
      return image
    end,
    Span = function(span)
      if span.classes:includes 'kbd' then return span.content end
      if span.classes:includes 'platzhalter' then return pandoc.Span(span.content, pandoc.Attr('', {}, { ['custom-style'] = 'Platzhalter' })) end
    end,
    Table = function(tbl)
      tbl.attributes = {}
      return make.sized and make.sized(tbl) or tbl
    end,
    Div = function(div)
      local node = NODES[div.classes[1]]
      if node then return node(div) end
      if (div.classes[1] or ''):sub(1, 2) == 'q-' then return end
      if div.classes:includes 'figure-notes' then return make.notes(div.content) end
      if div.classes:includes 'kernaussage' then return make.styled('Kernaussage', div.content) end
      if div.classes:includes 'csl-entry' then return make.anchor(div.identifier, make.styled('Bibliography', div.content)) end
      div.attributes = {}
    end,
  }
end

-- All chapters in order, with a heading for each part.
function document.blocks(chapters, registry, job, make)
  local out, part, appendix = pandoc.Blocks {}, '', false
  for _, chapter in ipairs(chapters) do
    if chapter.part ~= '' and chapter.part ~= part then out:extend(make.part(chapter.part)) end
    if chapter.appendix and not appendix then out:extend(make.part(job.words.appendix)) end
    part, appendix = chapter.part, chapter.appendix
    out:extend(chapter.blocks:walk(filters(chapter, registry, job, make)))
  end
  return out
end

-- `date` as the format wants it; an empty entry is left out.
function document.metadata(job, date)
  local meta = { lang = job.lang == 'de' and 'de-DE' or job.lang, ['toc-title'] = job.words.contents, author = job.book.authors, date = date }
  for _, name in ipairs { 'title', 'subtitle', 'description', 'publisher', 'rights' } do
    if job.book[name] ~= '' then meta[name] = job.book[name] end
  end
  if date == '' then meta.date = nil end
  return meta
end

return document
