-- Numbered, resolved chapters -> Typst markup; everything that has a look is a call of a function of typst/*.typ.
local util, layout = require 'util', require 'layout'
local typst = {}

local OPTIONS = pandoc.WriterOptions { wrap_text = 'none', highlight_method = 'idiomatic' }

local function write(blocks)
  local text = pandoc.write(pandoc.Pandoc(blocks), 'typst-citations', OPTIONS)
  return (text:gsub('%s+$', ''))
end

local function raw(text) return pandoc.RawBlock('typst', text) end
local function raw_inline(text) return pandoc.RawInline('typst', text) end

-- What stands inside a call is written later, all at once: until then its number stands there, between control characters.
local waiting = pandoc.List {}
local function content(blocks)
  waiting:insert(blocks)
  return ('[\2%d\3]'):format(#waiting)
end

-- The text of some blocks, and of what waits in them; a part refers to earlier ones only.
local function write_waiting(blocks)
  waiting:insert(blocks)
  local texts = util.write_many(waiting, write, raw)
  for i, text in ipairs(texts) do
    texts[i] = text:gsub('\2(%d+)\3', function(number) return texts[tonumber(number)] end)
  end
  waiting = pandoc.List {}
  return texts[#texts]
end

local function string_literal(text)
  return '"' .. text:gsub('\\', '\\\\'):gsub('"', '\\"'):gsub('\n', ' ') .. '"'
end
local function inlines(list) return content { pandoc.Plain(list) } end
local function label(id) return id ~= '' and ' <' .. id .. '>' or '' end

local function length(value)
  if not value then return nil end
  if value:match '^[%d.]+%%$' or value:match '^[%d.]+[cm]m$' or value:match '^[%d.]+in$' or value:match '^[%d.]+pt$' then return value end
  local pixels = value:match '^([%d.]+)px$' or value:match '^([%d.]+)$'
  return pixels and ('%.2fpt'):format(tonumber(pixels) * 0.75) or nil
end

local function filters(chapter, registry, job)
  local words = job.words

  local function image(img)
    local alt = img.attributes.alt or ''
    local arguments = { string_literal('/' .. img.src) }
    if alt ~= '' then table.insert(arguments, 'alt: ' .. string_literal(alt)) end
    for _, side in ipairs { 'width', 'height' } do
      local value = length(img.attributes[side])
      if value then table.insert(arguments, side .. ': ' .. value) end
    end
    local call = 'image(' .. table.concat(arguments, ', ') .. ')'
    return raw_inline(alt == '' and '#pdf.artifact(' .. call .. ')' or '#' .. call)
  end

  local function link(element)
    if element.target:match '^file:' then return element.content end -- a file beside the web page
    local id = element.target:match '^#(.+)'
    if id and not registry[id] then return element.content end
  end

  local function heading(header)
    return raw(('#section(%d, %s, %s%s)%s'):format(header.level, string_literal(header.attributes.num or ''), inlines(header.content),
      header.classes:includes 'unlisted' and ', listed: false' or '', label(header.identifier)))
  end

  local function float(node)
    local attributes, body = node.attributes, util.child(node, 'q-body').content
    local notes, caption = util.child(node, 'q-notes'), util.child_inlines(node, 'q-caption')
    local arguments = { 'kind: "' .. attributes.kind .. '"', 'caption: ' .. (#caption > 0 and inlines(caption) or 'none'),
      'top: ' .. tostring(util.caption_on_top(node, chapter)) }
    if attributes.num then table.insert(arguments, 'number: ' .. string_literal(attributes.num)) end
    if attributes.sub then table.insert(arguments, 'part: ' .. string_literal(attributes.sub)) end
    for _, name in ipairs { 'free', 'full', 'long' } do
      if attributes[name] then table.insert(arguments, name .. ': true') end
    end
    if notes then table.insert(arguments, 'notes: ' .. content(notes.content)) end
    local call = ('#float(%s)%s%s'):format(table.concat(arguments, ', '), content(body), label(node.identifier))
    return raw(attributes.landscape and '#landscape[' .. call .. ']' or call)
  end

  local function callout(node)
    local attributes = node.attributes
    local title, word = util.child_inlines(node, 'q-title'), words.callouts[attributes.kind]
    local show_title = attributes.appearance == 'default' or #title > 0 or attributes.num
    if attributes.num then
      local numbered = pandoc.Str(word .. util.NBSP .. attributes.num .. (#title > 0 and ':' or ''))
      title = #title > 0 and pandoc.Inlines { numbered, pandoc.Space() } .. title or pandoc.Inlines { numbered }
    elseif #title == 0 then
      title = pandoc.Inlines { pandoc.Str(word) }
    end
    return raw(('#callout("%s", %s)%s%s'):format(attributes.kind, show_title and inlines(title) or 'none',
      content(util.child(node, 'q-body').content), label(node.identifier)))
  end

  local function tabset(node)
    local out = pandoc.Blocks {}
    for _, tab in ipairs(node.content) do
      out:insert(raw('#tab-title' .. inlines(util.child_inlines(tab, 'q-title'))))
      out:extend(util.child(tab, 'q-body').content)
    end
    return out
  end

  local function grid(node)
    local rows, i = {}, 0
    for row in (node.attributes.widths .. ';'):gmatch '([^;]*);' do
      local tracks, cells = {}, {}
      for width in row:gmatch '[%d.]+' do
        i = i + 1
        table.insert(tracks, width .. 'fr')
        table.insert(cells, node.content[i] and content(node.content[i].content) or '[]')
      end
      table.insert(rows, ('#columns-row((%s,), %s)'):format(table.concat(tracks, ', '), table.concat(cells, ', ')))
    end
    return raw(table.concat(rows, '\n\n'))
  end

  local NODES = {
    ['q-float'] = float, ['q-callout'] = callout, ['q-tabset'] = tabset, ['q-grid'] = grid,
    ['q-tasks'] = function(node) return raw('#tasks' .. content(node.content)) end,
    ['q-margin'] = function(node)
      local beside = util.child(node, 'q-beside')
      local note = node.content:filter(function(block) return not util.is_node(block, 'q-beside') end)
      return raw('#margin-note(' .. content(beside and beside.content or {}) .. ')' .. content(note))
    end,
    ['q-wide'] = function(node) return raw(('#wide' .. content(node.content))) end,
    ['q-with-next'] = function(node) return raw('#with-next' .. content(node.content)) end,
    ['q-landscape'] = function(node) return raw('#landscape' .. content(node.content)) end,
    ['q-stretch'] = function(node) return raw('#stretch(' .. string_literal(node.attributes.kind) .. ')') end,
    ['q-room'] = function() return raw '#room()' end,
    ['q-pagebreak'] = function() return raw '#pagebreak(weak: true)' end,
    ['q-equation'] = function(node)
      return raw(('#equation(%s, %s)%s'):format(string_literal(node.attributes.num), content(node.content), label(node.identifier)))
    end,
  }

  return {
    Image = image, Link = link, Header = heading,
    HorizontalRule = function() return raw '#align(center, pdf.artifact(line(length: 30%, stroke: 0.5pt)))' end,
    Math = function(math) -- PDF/UA wants an alternative text
      local text = write { pandoc.Para { math } }
      local body = text:match '^%$%s?(.-)%s?%$$' or text
      return raw_inline(('#math.equation(block: %s, alt: %s, $%s$)'):format(tostring(math.mathtype == 'DisplayMath'), string_literal(math.text), body))
    end,
    DefinitionList = function(list) -- the explanation goes on in the paragraph of the term, a line of any height: no page ends between them
      local items = list.content:map(function(item)
        local said = pandoc.Blocks {}
        for _, definition in ipairs(item[2]) do said:extend(definition) end
        if util.is_paragraph(said[1]) then said[1] = pandoc.Plain(said[1].content) end
        return ('terms.item(term%s, %s)'):format(inlines(item[1]), content(said))
      end)
      return raw('#terms(' .. table.concat(items, ', ') .. ')')
    end,
    Table = function(tbl)
      local arguments = pandoc.List {}
      for _, name in ipairs { 'free', 'full', 'compact', 'undivided' } do
        if tbl.attributes[name] then table.insert(arguments, name .. ': true') end
      end
      tbl.classes:insert 'typst:no-figure'
      tbl.attributes = {}
      return raw('#data-table(' .. table.concat(arguments, ', ') .. ')' .. content { tbl })
    end,
    Span = function(span)
      if span.classes:includes 'gemessen' then return raw_inline('#text(weight: 400)' .. inlines(span.content)) end
      if span.classes:includes 'mark' then return raw_inline('#highlight' .. inlines(span.content)) end
      if span.classes:includes 'von' then return raw_inline('#said-by' .. inlines(span.content)) end
      if span.classes:includes 'kbd' then return raw_inline('#box(stroke: 0.5pt, inset: 1pt)' .. inlines(span.content)) end
      if span.classes:includes 'spark' then return raw_inline('#spark(' .. string_literal(span.attributes['data-points'] or '') .. ')') end
      for _, class in ipairs(span.classes) do
        if job.spans[class] then
          local href = (span.attributes['data-href'] or ''):match '^https://.*' or (span.attributes['data-href'] or ''):match '^chapters/.*'
          return raw_inline(('#%s%s%s;'):format(job.spans[class], href and '(href: ' .. string_literal(href) .. ')' or '', inlines(span.content)))
        end
      end
    end,
    Div = function(div)
      local make = NODES[div.classes[1]]
      if make then return make(div) end
      if (div.classes[1] or ''):sub(1, 2) == 'q-' then return end
      if div.classes:includes 'csl-entry' then return raw('#bibliography-entry' .. content(div.content) .. label(div.identifier)) end
      if div.identifier == 'refs' then return div.content end
      for _, class in ipairs(div.classes) do
        if job.rows[class] then
          return raw(('#%s(%s)'):format(job.rows[class], table.concat(div.content:map(function(part) return content(part.content) end), ', ')))
        end
        if job.blocks[class] then return raw(('#%s%s%s'):format(job.blocks[class], content(div.content), label(div.identifier))) end
      end
      return pandoc.Div(div.content, pandoc.Attr(div.identifier))
    end,
  }
end

-- Returns the Typst text of each chapter with what the book around it must know.
function typst.pages(chapters, registry, job)
  local parts = { [''] = '' }
  return chapters:map(function(chapter)
    local leaf, blocks = layout.is_leaf(chapter), chapter.blocks
    if leaf then -- its page is found by its title
      blocks = blocks:walk { Header = function(header)
        if header.level > 1 then header.classes:insert 'unlisted' end
        return header
      end }
    end
    local text = write_waiting(layout.chapter(blocks, job):walk(filters(chapter, registry, job)))
    parts[chapter.part] = parts[chapter.part] or write { pandoc.Plain { pandoc.Str(chapter.part) } }
    return { file = chapter.file, part = chapter.part, part_typst = parts[chapter.part], appendix = chapter.appendix,
      text = leaf and '#leaf[\n' .. text .. '\n]' or text }
  end)
end

return typst
