-- Numbered, resolved chapters -> the body of each HTML page, its headings and its sections for the search.
local util = require 'util'
local html = {}

local OPTIONS = pandoc.WriterOptions { html_math_method = 'mathml', email_obfuscation = 'none', wrap_text = 'none' }
local function raw(text) return pandoc.RawBlock('html', text) end
local function raw_inline(text) return pandoc.RawInline('html', text) end
local esc = util.escape_html

local function write(blocks)
  local text = pandoc.write(pandoc.Pandoc(blocks), 'html', OPTIONS)
  return (text:gsub('%s+$', ''))
end

-- Headings as they stand in contents: without notes and links.
local function in_contents(inlines)
  return { pandoc.Plain(inlines:walk { Note = function() return {} end, Link = function(link) return link.content end }) }
end

-- "Abbildung 2.1:" before a caption, "(a)" before that of a part.
local function caption_inlines(node, words)
  local caption = util.child_inlines(node, 'q-caption')
  local label = node.attributes.sub and '(' .. node.attributes.sub .. ')'
    or node.attributes.num and words.kinds[node.attributes.kind] .. util.NBSP .. node.attributes.num .. ':'
  if not label then return caption end
  local out = pandoc.Inlines { pandoc.Span({ pandoc.Str(label) }, pandoc.Attr('', { 'caption-label' })) }
  if #caption > 0 then out:insert(pandoc.Space()) end
  out:extend(caption)
  return out
end

local function attribute(name, value) return value and value ~= '' and (' %s="%s"'):format(name, esc(value)) or '' end

-- A small line of the last years; the text beside it says the same.
local function sparkline(points)
  if not points:match '^[%d, -]+$' then return {} end
  local x, y = points:match '(-?%d+),(-?%d+)$'
  return raw_inline(('<svg class="spark" viewBox="-3 -3 106 30" width="106" height="30" aria-hidden="true" focusable="false">' ..
    '<polyline points="%s"/><circle cx="%s" cy="%s" r="2.5"/></svg>'):format(points, x, y))
end

-- The first column of a table with a head names its rows, where it says something in each.
local function name_rows(tbl)
  if #tbl.head.rows == 0 or #tbl.colspecs < 2 then return end
  for _, body in ipairs(tbl.bodies) do
    for _, row in ipairs(body.body) do
      if #row.cells ~= #tbl.colspecs or pandoc.utils.stringify(row.cells[1].contents) == '' then return end
    end
  end
  for _, body in ipairs(tbl.bodies) do body.row_head_columns = 1 end
end

-- Where the first column holds words, the style sheet gives it a width; compounds with a slash may break after it.
-- Where it only counts (number of a district, rank), the second column names the rows: the style sheet keeps that one in view.
local WORDS = 14 -- letters
local function set_first_columns(tbl)
  local counted = #tbl.colspecs > 2
  for _, body in ipairs(tbl.bodies) do
    for _, row in ipairs(body.body) do
      local cell, second = row.cells[1], row.cells[2]
      local text = cell and pandoc.utils.stringify(cell.contents) or ''
      counted = counted and text:match '^%d*$' and second and pandoc.utils.stringify(second.contents):match '%a%a'
      if #text > WORDS and not tbl.classes:includes 'wordy' then tbl.classes:insert 'wordy' end
      if text:find '[^%d%s]/[^%d%s]' then
        cell.contents = cell.contents:walk { Str = function(str)
          return raw_inline((esc(str.text):gsub('([^%d%s])/([^%d%s])', '%1/<wbr>%2')))
        end }
      end
    end
  end
  if counted then tbl.classes:insert 'counted' end
end

-- Names of indicators and files may break after an underscore.
local function code(element)
  if #element.classes > 0 or not element.text:find '_' then return end
  return raw_inline('<code>' .. esc(element.text):gsub('_', '_<wbr>') .. '</code>')
end

local function filters(chapter, registry, job, state)
  local words = job.words

  local function image(img)
    local size = job.sizes[img.src]
    local width = img.attributes.width or '' -- set by the page's script: a strict content policy allows no style attributes
    if width:match '^[%d.]+$' then width = width .. 'px' elseif not width:match '^[%d.]+[%a%%]+$' then width = '' end
    local text = '<img src="' .. esc(util.relative(chapter.folder, img.src)) .. '" alt="' .. esc(img.attributes.alt or '') .. '"'
    if size then text = text .. (' width="%d" height="%d"'):format(size[1], size[2]) end
    return raw_inline(text .. ' loading="lazy" decoding="async"' .. attribute('data-width', width) .. attribute('title', img.title) .. '>')
  end

  local function link(element)
    local file = element.target:match '^file:(.*)'
    if file then
      element.target = util.relative(chapter.folder, file)
      if element.classes:includes 'download' then element.attributes.download = '' end
      return element
    end
    local id = element.target:match '^#(.+)'
    local entry = id and registry[id]
    if not entry then return end
    local page = entry.chapter.href ~= chapter.href and util.relative(chapter.folder, entry.chapter.href) or ''
    element.target = page .. ((entry.level == 1 and page ~= '') and '' or '#' .. id)
    return element
  end

  local function heading(header)
    local label = util.plain(header.content)
    state.heading = label
    local content = pandoc.Inlines {}
    if (header.attributes.num or '') ~= '' then
      content = pandoc.Inlines { pandoc.Span({ pandoc.Str(header.attributes.num) }, pandoc.Attr('', { 'heading-number' })), pandoc.Space() }
    end
    content:extend(header.content)
    content:insert(raw_inline(('<a class="anchor" href="#%s" aria-label="%s: %s"></a>'):format(header.identifier, words.anchor, esc(label))))
    header.attributes.num, header.content = nil, content
    return header
  end

  local function float(node)
    local kind, id = node.attributes.kind, node.identifier
    local caption = caption_inlines(node, words)
    local out = pandoc.Blocks { raw(('<figure class="float float-%s%s"%s>'):format(kind, node.attributes.sub and ' float-part' or '',
      attribute('id', id))) }
    local captioned = pandoc.Blocks {}
    if #caption > 0 then
      captioned = pandoc.Blocks { raw('<figcaption' .. attribute('id', id ~= '' and id .. '-caption') .. '>'), pandoc.Plain(caption), raw '</figcaption>' }
    end
    local top = util.caption_on_top(node, chapter)
    if top then out:extend(captioned) end
    local content = util.child(node, 'q-body').content
    local alone = #content == 1 and (content[1].t == 'Para' or content[1].t == 'Plain')
    local scrolls = alone and kind == 'fig' and not node.attributes.sub and id ~= '' and #caption > 0
    out:insert(raw(scrolls and ('<div class="float-body figure-scroll" role="region" tabindex="0" aria-labelledby="%s-caption">'):format(esc(id))
      or '<div class="float-body">'))
    out:extend(content)
    out:insert(raw '</div>')
    local notes = util.child(node, 'q-notes')
    if notes then
      out:insert(raw '<div class="figure-notes">')
      out:extend(notes.content)
      out:insert(raw '</div>')
    end
    if not top then out:extend(captioned) end
    out:insert(raw '</figure>')
    return out
  end

  local function callout(node)
    local kind, attributes = node.attributes.kind, node.attributes
    local title = util.child_inlines(node, 'q-title')
    local word = words.callouts[kind]
    local own_title = #title > 0
    if attributes.num then
      local label = word .. util.NBSP .. attributes.num
      title = own_title and pandoc.Inlines { pandoc.Str(label .. ':'), pandoc.Space() } .. title or pandoc.Inlines { pandoc.Str(label) }
    elseif not own_title then
      title = pandoc.Inlines { pandoc.Str(word) }
    else
      title:insert(1, raw_inline('<span class="visually-hidden">' .. word .. ': </span>'))
    end
    local hidden = attributes.appearance ~= 'default' and not own_title and not attributes.num
    local folds = attributes.collapse == 'true' or attributes.collapse == 'false'
    local tag, title_tag = folds and 'details' or 'div', folds and 'summary' or 'p'
    local class = ('callout callout-%s%s'):format(kind, attributes.appearance ~= 'default' and ' callout-' .. attributes.appearance or '')
    local out = pandoc.Blocks { raw(('<%s class="%s"%s%s>'):format(tag, esc(class), attribute('id', node.identifier),
        folds and (attributes.collapse == 'false' and ' open' or '') or ' role="note"')),
      raw(('<%s class="callout-title%s">'):format(title_tag, hidden and ' visually-hidden' or '')), pandoc.Plain(title),
      raw(('</%s><div class="callout-body">'):format(title_tag)) }
    out:extend(util.child(node, 'q-body').content)
    out:insert(raw(('</div></%s>'):format(tag)))
    return out
  end

  -- Without JavaScript the tabs stand one after another with their titles; the page's script makes them tabs.
  local function tabset(node)
    state.tabsets = state.tabsets + 1
    local out = pandoc.Blocks { raw('<div class="tabset"' .. attribute('id', node.identifier) .. attribute('data-group', node.attributes.group) .. '>') }
    for i, tab in ipairs(node.content) do
      local id = ('tab-%d-%d'):format(state.tabsets, i)
      out:insert(raw(('<section class="tab" id="%s" aria-labelledby="%s-title"><p class="tab-title" id="%s-title">'):format(id, id, id)))
      out:insert(pandoc.Plain(util.child_inlines(tab, 'q-title')))
      out:insert(raw '</p>')
      out:extend(util.child(tab, 'q-body').content)
      out:insert(raw '</section>')
    end
    out:insert(raw '</div>')
    return out
  end

  local function grid(node)
    local out, i = pandoc.Blocks { raw '<div class="grid">' }, 0
    for row in (node.attributes.widths .. ';'):gmatch '([^;]*);' do
      local tracks = {}
      for width in row:gmatch '[%d.]+' do table.insert(tracks, width) end
      out:insert(raw('<div class="grid-row" data-columns="' .. table.concat(tracks, ' ') .. '">'))
      for _ = 1, #tracks do
        i = i + 1
        if node.content[i] then
          out:insert(raw '<div class="grid-cell">')
          out:extend(node.content[i].content)
          out:insert(raw '</div>')
        end
      end
      out:insert(raw '</div>')
    end
    out:insert(raw '</div>')
    return out
  end

  local function wrap(open, content, close)
    local out = pandoc.Blocks { raw(open) }
    out:extend(content)
    out:insert(raw(close or '</div>'))
    return out
  end

  local function tasks(node)
    return wrap('<div class="tasks">', node.content:walk { Str = function(str)
      local label = str.text == '☐' and words.task_open or str.text == '☒' and words.task_done
      if label then return raw_inline(('<span class="task" role="img" aria-label="%s">%s</span>'):format(label, str.text)) end
    end })
  end

  local NODES = {
    ['q-float'] = float, ['q-callout'] = callout, ['q-tabset'] = tabset, ['q-grid'] = grid, ['q-tasks'] = tasks,
    ['q-margin'] = function(node) return wrap('<div class="margin-note" role="note"' .. attribute('id', node.identifier) .. '>', node.content) end,
    ['q-wide'] = function(node) return wrap(('<div class="wide wide-%s">'):format(node.attributes.width), node.content) end,
    ['q-pagebreak'] = function() return raw '<div class="page-break"></div>' end,
    ['q-equation'] = function(node)
      node.content[1].content:insert(raw_inline(('<span class="equation-number">(%s)</span>'):format(node.attributes.num)))
      return wrap(('<div class="equation" id="%s">'):format(node.identifier), node.content)
    end,
  }

  return {
    Image = image, Link = link, Header = heading, Code = code,
    Div = function(div)
      local make = NODES[div.classes[1]]
      if make then return make(div) end
    end,
    Span = function(span)
      if span.classes:includes 'spark' then return sparkline(span.attributes['data-points'] or '') end
    end,
    Table = function(tbl)
      -- A caption, where there is one, labels the region: `float` put the id there. Others are named after their section.
      local name = words.kinds.tbl
      if not tbl.attributes['data-labelledby'] and state.heading then
        state.tables[state.heading] = (state.tables[state.heading] or 0) + 1
        local number = state.tables[state.heading]
        name = ('%s%s: %s'):format(name, number > 1 and ' ' .. number or '', state.heading)
      end
      name_rows(tbl)
      set_first_columns(tbl)
      return wrap(('<div class="table-scroll" role="region" tabindex="0" aria-label="%s">'):format(esc(name)), { tbl })
    end,
  }
end

-- The scrollable region of a captioned table is named by its caption.
local function label_tables(blocks)
  return blocks:walk { Div = function(node)
    if not (util.is_node(node, 'q-float') and node.attributes.kind == 'tbl') or node.identifier == '' then return end
    node.content = node.content:walk { Table = function(tbl)
      tbl.attributes['data-labelledby'] = node.identifier .. '-caption'
      return tbl
    end }
    return node
  end }
end

-- The words of blocks, without notes; taken from the smallest blocks as a whole, as a block's content reaches Lua inline by inline.
local function words_of(blocks)
  local words = pandoc.List {}
  local function say(leaf)
    words:insert(util.plain(leaf))
    return leaf, false
  end
  pandoc.Blocks(blocks):walk { traverse = 'topdown', Plain = say, Para = say, Header = say, LineBlock = say, CodeBlock = say,
    DefinitionList = function(list)
      for _, item in ipairs(list.content) do
        words:insert(util.plain(item[1]))
        for _, definition in ipairs(item[2]) do words:insert(words_of(definition)) end
      end
      return list, false
    end }
  return table.concat(words, ' ')
end

-- A term of a glossary, with the words under which others look for it: „Auch gesucht: Hartz IV, Bürgergeld.“ ends its explanation.
local function term_section(chapter, id, item)
  local text = words_of(item[2][1])
  local also, list = text:match 'Auch gesucht: (.-)%.?$', pandoc.List {}
  for word in (also or ''):gmatch '[^,]+' do list:insert((word:gsub('^%s+', ''):gsub('%s+$', ''))) end
  return { href = chapter.href .. '#' .. id, number = '', title = util.plain(item[1]), chapter = util.plain(chapter.heading.content),
    text = pandoc.List { text }, also = list }
end

local function terms(chapter, list)
  local found = pandoc.List {}
  for _, item in ipairs(list.content) do
    local id
    pandoc.Plain(item[1]):walk { Span = function(span) id = span.identifier ~= '' and span.identifier or id end }
    if not id then return nil end
    found:insert(term_section(chapter, id, item))
  end
  return found
end

-- A section per heading: { href, title, chapter, text }; one per term of a glossary, with `also`.
local function search_sections(chapter, blocks)
  local sections, current = pandoc.List {}, nil
  for _, block in ipairs(blocks) do
    if block.t == 'Header' then
      current = { href = chapter.href .. (block.level > 1 and '#' .. block.identifier or ''), number = block.attributes.num or '',
        title = util.plain(block.content), chapter = util.plain(chapter.heading.content), text = pandoc.List {} }
      sections:insert(current)
    elseif current and block.t == 'DefinitionList' and terms(chapter, block) then
      sections:extend(terms(chapter, block))
    elseif current and block.t ~= 'CodeBlock' and not (block.t == 'Div' and block.classes:includes 'rueckmeldung') then
      current.text:insert(words_of { block })
    end
  end
  return sections:map(function(section)
    section.text = table.concat(section.text, ' '):gsub('%s+', ' '):gsub('^%s+', ''):gsub('%s+$', '')
    return section
  end)
end

-- Returns one table per page, in the order of the book.
function html.pages(chapters, registry, job)
  return chapters:map(function(chapter)
    local sections = search_sections(chapter, chapter.blocks)
    local blocks = label_tables(chapter.blocks):walk(filters(chapter, registry, job, { tabsets = 0, tables = {} }))
    if blocks[1] and blocks[1].t == 'Header' then blocks:remove(1) end -- the template writes the page's title
    local body = write(blocks)
      :gsub('<(t[hd]) style="text%-align: (%a+);"', '<%1 class="%2"') -- no style attributes: a strict content policy suffices
      :gsub('<col style="width: ([%d.]+%%)" />', '<col data-width="%1">')
      :gsub('aria%-label="[^"]*">\n?(<table[^>]-) data%-labelledby="([^"]*)"', 'aria-labelledby="%2">%1')
      :gsub('<th([ >])', '<th scope="col"%1')
      :gsub('<tbody.-</tbody>', function(rows) return (rows:gsub('<th scope="col"', '<th scope="row"')) end)
      :gsub('class="footnote%-back" role="doc%-backlink">', '%0<span class="visually-hidden">' .. job.words.footnote_back .. ' </span>')
    local listed = chapter.headings:filter(function(h) return h.level > 1 and h.listed end)
    local contents = pandoc.List { in_contents(chapter.heading.content) }
    contents:extend(listed:map(function(h) return in_contents(h.content) end))
    local titles = util.write_many(contents, write, raw)
    return {
      file = chapter.file, href = chapter.href, number = chapter.options['number-sections'] and chapter.number or '', id = chapter.id, title = util.plain(chapter.heading.content),
      title_html = titles[1], part = chapter.part, appendix = chapter.appendix, body = body, sections = sections,
      headings = listed:map(function(h, i) return { id = h.id, level = h.level, number = h.number, html = titles[i + 1] } end),
    }
  end)
end

return html
