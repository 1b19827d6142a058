-- Quarto's block forms -> a handful of nodes of our own, before anything is numbered.
--
-- q-float    {kind, location}  a numbered figure, table or listing: q-caption, q-body, q-notes
-- q-callout  {kind, collapse, appearance}: q-title, q-body        q-tabset: q-tab: q-title, q-body
-- q-grid     {widths = "1,1;1"}: q-cell …                          q-equation: one paragraph of display math
-- q-margin, q-wide, q-pagebreak, q-task
local util, read = require 'util', require 'read'
local node = util.node
local normalise = {}

local CALLOUTS = { note = 'nte', tip = 'tip', warning = 'wrn', important = 'imp', caution = 'cau' }
local FLOATS = { fig = true, tbl = true, lst = true }
local KNOWN_CLASSES = { 'panel-sidebar', 'panel-input', 'panel-fill', 'panel-center', 'cell', 'cell-output', 'cell-output-display',
  'column-screen', 'column-screen-inset', 'column-screen-left', 'column-screen-right', 'column-screen-inset-shaded', 'fragment',
  'incremental', 'nonincremental', 'notes', 'theorem', 'proof', 'remark', 'solution', 'hero', 'cover-img' }
local REFUSED = { landscape = true }
for _, class in ipairs(KNOWN_CLASSES) do REFUSED[class] = true end

local THEOREMS = { thm = true, lem = true, cor = true, prp = true, cnj = true, def = true, exm = true, exr = true, sol = true, rem = true }

local function float(kind, id, caption, body, notes, location)
  local content = { node('q-caption', { pandoc.Plain(caption) }), node('q-body', body) }
  if notes and #notes > 0 then table.insert(content, node('q-notes', notes)) end
  return node('q-float', content, { kind = kind, location = location }, id)
end

-- Set on the element itself; what the book sets is looked up when the format is written.
local function location_of(kind, attributes) return attributes[kind .. '-cap-location'] end

-- "[[1,1],[1]]" or layout-ncol/-nrow for n cells -> "1,1;1": rows of relative widths.
local function grid_widths(chapter, attributes, cells)
  if attributes.layout then
    local rows = {}
    local inner = attributes.layout:gsub('%s', '')
    if not inner:match '^%[%[' then inner = '[' .. inner .. ']' end
    for row in inner:sub(2, -2):gmatch '%[([^%]]*)%]' do
      if row:match '[^%d.,]' then
        util.unsupported(chapter, ('layout="%s" wird nicht unterstützt; erlaubt sind positive Zahlen.'):format(attributes.layout), 'layout=')
        return '1'
      end
      table.insert(rows, row)
    end
    return table.concat(rows, ';')
  end
  local columns = tonumber(attributes['layout-ncol'])
  if not columns then columns = math.ceil(cells / (tonumber(attributes['layout-nrow']) or 1)) end
  local rows = {}
  for first = 1, cells, columns do
    table.insert(rows, ('1'):rep(columns, ','))
    if first > 1000 then break end
  end
  return table.concat(rows, ';')
end

local function has_layout(attributes) return attributes['layout-ncol'] or attributes['layout-nrow'] or attributes.layout end

-- Every block is one cell; an image paragraph gives one cell per image, as in Quarto.
local function grid(chapter, attributes, blocks)
  local cells = pandoc.List {}
  for _, block in ipairs(blocks) do
    local images = pandoc.List {}
    if util.is_paragraph(block) then
      for _, inline in ipairs(block.content) do
        if inline.t == 'Image' then images:insert(inline)
        elseif inline.t ~= 'SoftBreak' and inline.t ~= 'Space' then images = pandoc.List {} break end
      end
    end
    if #images > 1 then
      for _, image in ipairs(images) do cells:insert(node('q-cell', { pandoc.Plain { image } })) end
    elseif block.t == 'Header' and #cells > 0 then
      cells:insert(node('q-cell', { block }))
    else
      cells:insert(node('q-cell', { block }))
    end
  end
  return node('q-grid', cells, { widths = grid_widths(chapter, attributes, #cells) })
end

local function callout(chapter, div, kind, job)
  if not CALLOUTS[kind] then
    util.unsupported(chapter, ('den Kasten „callout-%s“ gibt es nicht; bekannt sind note, tip, warning, important und caution.')
      :format(kind), 'callout-' .. kind)
    return div
  end
  if div.identifier ~= '' and div.identifier:match '^%l+%-' and not div.identifier:match('^' .. CALLOUTS[kind] .. '%-') then
    local prefix = div.identifier:match '^(%l+)%-'
    for _, other in pairs(CALLOUTS) do
      if other == prefix then
        util.broken(chapter, ('der Kasten „%s“ ist ein callout-%s; seine Kennung beginnt dann mit „%s-“.')
          :format(div.identifier, kind, CALLOUTS[kind]), div.identifier)
      end
    end
  end
  local body, title = div.content, nil
  if div.attributes.title then title = read.inlines(div.attributes.title, chapter, job) end
  if body[1] and body[1].t == 'Header' then
    title = body[1].content
    body:remove(1)
  end
  local content = { node('q-body', body) }
  if title then table.insert(content, 1, node('q-title', { pandoc.Plain(title) })) end
  local attributes = { kind = kind, collapse = div.attributes.collapse, appearance = div.attributes.appearance or 'default' }
  return node('q-callout', content, attributes, div.identifier)
end

local function tabset(chapter, div)
  local tabs, level = pandoc.List {}, nil
  for _, block in ipairs(div.content) do
    level = level or (block.t == 'Header' and block.level)
    if block.t == 'Header' and block.level == level then
      if block.identifier:match '^sec%-' then
        util.unsupported(chapter, ('die Kennung „%s“ steht an der Überschrift eines Reiters, auf die nichts verweisen kann; bitte weglassen.')
          :format(block.identifier), block.identifier)
      end
      tabs:insert({ title = block.content, body = pandoc.Blocks {} })
    elseif #tabs > 0 then
      tabs[#tabs].body:insert(block)
    else
      util.broken(chapter, 'in einem „.panel-tabset“ steht Text vor der ersten Überschrift; jeder Reiter beginnt mit einer.', 'panel-tabset')
    end
  end
  return node('q-tabset', tabs:map(function(tab)
    return node('q-tab', { node('q-title', { pandoc.Plain(tab.title) }), node('q-body', tab.body) })
  end), { group = div.attributes.group }, div.identifier)
end

-- ::: {#fig-x} … caption :::
local function float_div(chapter, div, kind)
  local blocks, notes, caption = pandoc.Blocks {}, pandoc.Blocks {}, pandoc.Inlines {}
  for _, block in ipairs(div.content) do
    if block.t == 'Div' and block.classes:includes 'figure-notes' then
      notes:extend(block.content)
      chapter.loose_notes = chapter.loose_notes - 1
    else
      blocks:insert(block)
    end
  end
  if #blocks > 1 and util.is_paragraph(blocks[#blocks]) then caption = blocks:remove(#blocks).content end
  if #blocks == 1 and util.is_node(blocks[1], 'q-float') and blocks[1].identifier == '' then -- a table with its own caption
    caption = #caption > 0 and caption or util.child_inlines(blocks[1], 'q-caption')
    blocks = util.child(blocks[1], 'q-body').content
  end
  if #caption == 0 then
    util.broken(chapter, ('„%s“ hat keine Beschriftung; sie steht als letzter Absatz im Block.'):format(div.identifier), '#' .. div.identifier)
  end
  if has_layout(div.attributes) then blocks = pandoc.Blocks { grid(chapter, div.attributes, blocks) } end
  return float(kind, div.identifier, caption, blocks, notes, location_of(kind, div.attributes))
end

local WIDE = { ['column-page'] = 'page', ['column-page-left'] = 'page', ['column-page-right'] = 'page', ['column-page-inset'] = 'page',
  ['column-body-outset'] = 'outset', ['column-body-outset-left'] = 'outset', ['column-body-outset-right'] = 'outset' }

local function columns(div)
  local widths, cells = {}, pandoc.List {}
  for _, block in ipairs(div.content) do
    if block.t == 'Div' and block.classes:includes 'column' then
      table.insert(widths, (block.attributes.width or '1'):match '[%d.]+' or '1')
      cells:insert(node('q-cell', block.content))
    end
  end
  return node('q-grid', cells, { widths = table.concat(widths, ',') })
end

local function div_filter(chapter, kinds, job)
  return function(div)
    local classes = div.classes
    for _, class in ipairs(classes) do
      if REFUSED[class] then
        util.unsupported(chapter, ('Blöcke der Klasse „.%s“ werden nicht unterstützt.'):format(class), '.' .. class)
      end
    end
    if classes:includes 'figure-notes' then chapter.loose_notes = chapter.loose_notes + 1 end
    local kind = util.class_after(classes, 'callout-')
    if kind then return callout(chapter, div, kind, job) end
    if classes:includes 'panel-tabset' then return tabset(chapter, div) end
    if classes:includes 'q-pagebreak' then return node('q-pagebreak', {}) end
    if classes:includes 'columns' then return columns(div) end
    local reference = util.reference_kind(div.identifier, kinds)
    local numbered = reference and FLOATS[reference] and classes[1] ~= 'q-float'
    for class in pairs(WIDE) do
      if numbered and classes:includes(class) then
        local made = float_div(chapter, div, reference)
        made.attributes.full = 'true'
        return made
      end
    end
    if numbered then return float_div(chapter, div, reference) end -- also in the margin: there it would have no number
    if classes:includes 'column-margin' or classes:includes 'aside' then return node('q-margin', div.content, {}, div.identifier) end
    for class, width in pairs(WIDE) do
      if classes:includes(class) then return node('q-wide', div.content, { width = width }, div.identifier) end
    end
    if THEOREMS[div.identifier:match '^(%l+)%-' or ''] then
      util.unsupported(chapter, ('Sätze und Beweise („%s“) werden nicht unterstützt.'):format(div.identifier), '#' .. div.identifier)
    end
    if has_layout(div.attributes) then return grid(chapter, div.attributes, div.content) end
  end
end

local function figure_filter(chapter, kinds)
  return function(figure)
    local kind = util.reference_kind(figure.identifier, kinds)
    local caption = pandoc.utils.blocks_to_inlines(figure.caption.long)
    local image_attributes = figure.content[1] and figure.content[1].content and figure.content[1].content[1].attributes or {}
    return float(kind == 'tbl' and 'tbl' or 'fig', figure.identifier, caption, figure.content, nil, location_of('fig', image_attributes))
  end
end

-- Display math followed by {#eq-x}; an image alone with an id and no caption.
local function paragraph_filter(chapter, kinds)
  return function(paragraph)
    local content = paragraph.content
    local first, last = content[1], content[#content]
    if #content == 1 and first.t == 'Image' and util.reference_kind(first.identifier, kinds) == 'fig' then
      util.broken(chapter, ('„%s“ hat keine Beschriftung; sie steht in den eckigen Klammern vor dem Bild.'):format(first.identifier),
        '#' .. first.identifier)
    end
    local id = last and last.t == 'Str' and last.text:match '^{#(eq%-[%w_:-]+)}$'
    if not id then
      for _, inline in ipairs(content) do
        local wrong = inline.t == 'Str' and inline.text:match '^{#(eq%-[%w_:-]+)'
        if wrong then
          util.unsupported(chapter, ('hinter der Gleichung „%s“ steht mehr als ihre Kennung, also {#%s}; einen Alternativtext bekommt sie von selbst.')
            :format(wrong, wrong), wrong)
        end
      end
      return
    end
    for _, inline in ipairs(content) do
      if inline.t == 'Math' and inline.mathtype == 'DisplayMath' then
        return node('q-equation', { pandoc.Para { inline } }, {}, id)
      end
    end
  end
end

-- A grid table's widths are shares of the reader's line length, which read.lua sets very high: take those of a 72 character
-- line, and none at all for a table drawn narrower than that.
local function relative_widths(tbl)
  local total = 0
  for _, spec in ipairs(tbl.colspecs) do total = total + (spec[2] or 0) * 100000 / 72 end
  for i, spec in ipairs(tbl.colspecs) do
    tbl.colspecs[i] = total >= 0.8 and spec[2] and { spec[1], spec[2] * 100000 / 72 / math.max(total, 1) } or { spec[1] }
  end
end

local function table_filter(chapter, kinds)
  return function(tbl)
    local widths = tbl.attributes['tbl-colwidths']
    tbl.attributes['tbl-colwidths'] = nil
    if type(widths) == 'string' and widths:match '^%s*%[' then
      local i, total = 0, 0
      for number in widths:gmatch '[%d.]+' do total = total + tonumber(number) end
      for number in widths:gmatch '[%d.]+' do
        i = i + 1
        if tbl.colspecs[i] then tbl.colspecs[i] = { tbl.colspecs[i][1], tonumber(number) / math.max(total, 1e-9) } end
      end
      if i ~= #tbl.colspecs then
        util.broken(chapter, ('„tbl-colwidths=%s“ nennt %d Breiten, die Tabelle hat %d Spalten.'):format(widths, i, #tbl.colspecs), 'tbl-colwidths')
      end
    end
    if not widths then relative_widths(tbl) end
    local caption = pandoc.utils.blocks_to_inlines(tbl.caption.long)
    local id = tbl.identifier
    local kind = util.reference_kind(id, kinds)
    if #caption == 0 and not kind then return tbl end
    tbl.caption, tbl.identifier = { long = {} }, ''
    return float('tbl', kind == 'tbl' and id or '', caption, { tbl }, nil, location_of('tbl', tbl.attributes))
  end
end

local function code_filter(chapter, job)
  return function(code)
    if not code.identifier:match '^lst%-' then return end
    local caption = read.inlines(code.attributes['lst-cap'] or '', chapter, job)
    local id = code.identifier
    code.identifier, code.attributes['lst-cap'] = '', nil
    return float('lst', id, caption, { code }, nil, location_of('lst', code.attributes))
  end
end

-- Notes that follow a table belong to it.
local function adopt_notes(blocks)
  local out = pandoc.Blocks {}
  for _, block in ipairs(blocks) do
    local previous = out[#out]
    if block.t == 'Div' and block.classes:includes 'figure-notes' and previous and util.is_node(previous, 'q-float') then
      previous.content:insert(node('q-notes', block.content))
      out[#out] = previous
    else
      out:insert(block)
    end
  end
  return out
end

-- ☐ and ☒, which the reader puts for [ ] and [x], in a list of tasks.
local function task_list(list)
  local function is_task(item)
    local first = item[1] and util.is_paragraph(item[1]) and item[1].content[1]
    return first and first.t == 'Str' and (first.text == '☐' or first.text == '☒')
  end
  for _, item in ipairs(list.content) do if not is_task(item) then return end end
  return node('q-tasks', { list })
end

local function quotes(job)
  local q = job.words.quotes
  return function(quoted)
    local double = quoted.quotetype == 'DoubleQuote'
    local out = pandoc.Inlines { pandoc.Str(double and q[1] or q[3]) }
    out:extend(quoted.content)
    out:insert(pandoc.Str(double and q[2] or q[4]))
    return out
  end
end

-- `.content-hidden` and `.content-visible` on anything: a wrapper of its own takes them, which conditional.lua understands.
local CONDITIONS = { 'when-format', 'unless-format', 'when-meta', 'unless-meta' }
local function condition_of(element)
  local class = element.classes:includes 'content-hidden' and 'content-hidden' or element.classes:includes 'content-visible' and 'content-visible'
  if not class then return nil end
  local attributes = {}
  for _, name in ipairs(CONDITIONS) do
    attributes[name], element.attributes[name] = element.attributes[name], nil
  end
  element.classes = element.classes:filter(function(name) return name ~= class end)
  return pandoc.Attr('', { class }, attributes)
end

local function set_apart(blocks, chapter)
  local function block(element)
    local condition = condition_of(element)
    if condition then return pandoc.Div({ element }, condition) end
  end
  local function inline(element)
    local condition = condition_of(element)
    if condition then
      chapter.has.conditions = true
      return pandoc.Span({ element }, condition)
    end
  end
  local function picture(figure) -- with its caption
    local image = figure.content[1] and figure.content[1].content and figure.content[1].content[1]
    local condition = image and image.t == 'Image' and condition_of(image)
    if condition then return pandoc.Div({ figure }, condition) end
  end
  return blocks:walk { Figure = picture }:walk { Table = block, CodeBlock = block, Image = inline, Link = inline, Code = inline,
    Div = function(div)
      local bare = #div.classes == 1 and div.identifier == ''
      if bare and not has_layout(div.attributes) then return end
      return block(div)
    end,
    Header = function(header)
      if condition_of(header) then
        local title = util.plain(header.content)
        util.unsupported(chapter, ('„.content-hidden“ und „.content-visible“ gehen nicht an der Überschrift „%s“; bitte einen Block '
          .. '„::: {.content-hidden …}“ um den ganzen Abschnitt setzen.'):format(title), title)
      end
    end }
end

local function refuse_annotations(chapter)
  return function(code)
    local mark = ('\n' .. code.text .. '\n'):match '[#/%-%%]+%s*(<%d+>)%s*\n'
    if mark then
      util.unsupported(chapter, ('Anmerkungen im Programmtext („%s“) werden nicht unterstützt.'):format(mark), mark)
    end
  end
end

function normalise.chapter(blocks, chapter, job)
  local kinds = job.words.kinds
  if chapter.text:find 'content%-hidden' or chapter.text:find 'content%-visible' then blocks = set_apart(blocks, chapter) end
  if chapter.text:find '<%d+>' then blocks:walk { CodeBlock = refuse_annotations(chapter) } end
  chapter.loose_notes = 0
  blocks = blocks:walk { Figure = figure_filter(chapter, kinds), Table = table_filter(chapter, kinds), CodeBlock = code_filter(chapter, job),
    Para = (chapter.has.equations or chapter.has.named_pictures) and paragraph_filter(chapter, kinds), BulletList = task_list, Quoted = quotes(job),
    Div = div_filter(chapter, kinds, job) } -- what stands in a div has become nodes before the div itself is looked at
  return chapter.loose_notes > 0 and blocks:walk { Blocks = adopt_notes } or blocks
end

return normalise
