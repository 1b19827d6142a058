-- Chapter text -> AST that holds document content only: no raw markup, no unsafe attribute, every path resolved.
local util = require 'util'
local read = {}

-- Without `markdown_in_html_blocks` an HTML table arrives whole. `columns`: a long pipe row gets no invented widths.
local FORMAT = 'markdown-markdown_in_html_blocks'
local OPTIONS = pandoc.ReaderOptions { columns = 100000 }

local HTML_TAGS = {}
for tag in ([[a b blockquote br caption code col colgroup dd del div dl dt em h1 h2 h3 h4 h5 h6 hr i ins kbd li mark
  ol p pre q s small span strong sub sup table tbody td tfoot th thead tr u ul var wbr]]):gmatch '%S+' do HTML_TAGS[tag] = true end

local function check_html(chapter, text)
  for tag in text:gsub('<!%-%-.-%-%->', ''):gmatch '<%s*([%a!][%w%-]*)' do
    if tag:sub(1, 1) ~= '!' and not HTML_TAGS[tag:lower()] then
      util.unsupported(chapter, ('das HTML-Element <%s> wird nicht unterstützt.'):format(tag:lower()), '<' .. tag)
    end
  end
end

-- `<sub>2</sub>` among Markdown arrives as two raw inlines with content between: collect and read them as one.
local PAIRED = {
  sub = pandoc.Subscript, sup = pandoc.Superscript, b = pandoc.Strong, strong = pandoc.Strong, i = pandoc.Emph, em = pandoc.Emph,
  u = pandoc.Underline, ins = pandoc.Underline, s = pandoc.Strikeout, del = pandoc.Strikeout, q = pandoc.DoubleQuoted or nil,
  mark = function(content) return pandoc.Span(content, pandoc.Attr('', { 'mark' })) end,
  kbd = function(content) return pandoc.Span(content, pandoc.Attr('', { 'kbd' })) end,
  small = function(content) return pandoc.Span(content, pandoc.Attr('', { 'small' })) end,
}

local function pair_inlines(inlines)
  local out, stack = pandoc.Inlines {}, {}
  for _, inline in ipairs(inlines) do
    local tag = inline.t == 'RawInline' and inline.format == 'html' and inline.text:match '^<(/?%a+)'
    if not tag then
      out:insert(inline)
    elseif tag:lower() == 'br' then
      out:insert(pandoc.LineBreak())
    elseif PAIRED[tag:lower()] then
      table.insert(stack, { tag = tag:lower(), before = out })
      out = pandoc.Inlines {}
    elseif tag:sub(1, 1) == '/' and #stack > 0 and stack[#stack].tag == tag:sub(2):lower() then
      local open = table.remove(stack)
      open.before:insert(PAIRED[open.tag](out))
      out = open.before
    end
  end
  for i = #stack, 1, -1 do -- never closed: the content stays, the tag goes
    stack[i].before:extend(out)
    out = stack[i].before
  end
  return out
end

-- A table read from HTML keeps its cells, alignments and spans, and none of its attributes.
local function bare_table(tbl)
  local function bare_rows(rows)
    for _, row in ipairs(rows) do
      row.attr = pandoc.Attr()
      for _, cell in ipairs(row.cells) do cell.attr = pandoc.Attr() end
    end
    return rows
  end
  tbl.attr = pandoc.Attr(tbl.identifier)
  tbl.head = pandoc.TableHead(bare_rows(tbl.head.rows))
  tbl.foot = pandoc.TableFoot(bare_rows(tbl.foot.rows))
  tbl.bodies = tbl.bodies:map(function(body)
    body.attr, body.head, body.body = pandoc.Attr(), bare_rows(body.head), bare_rows(body.body)
    return body
  end)
  return tbl
end

local function raw_filter(chapter)
  local function refuse(raw)
    local name = raw.format == 'tex' and 'LaTeX' or raw.format
    local advice = raw.format == 'tex' and ' Formeln stehen zwischen $ oder $$; wo „\\“ zum Text gehört, schreibt man „\\\\“.' or ''
    util.unsupported(chapter, ('roher %s-Code wird nicht unterstützt: „%s“.%s'):format(name, raw.text:match '^%s*([^\n]*)', advice),
      raw.text:match '^%s*([^\n]*)')
    return {}
  end
  return {
    RawBlock = function(raw)
      if raw.format ~= 'html' then return refuse(raw) end
      check_html(chapter, raw.text)
      return pandoc.read(raw.text, 'html').blocks:walk { Table = bare_table }
    end,
    RawInline = function(raw)
      if raw.format ~= 'html' then return refuse(raw) end
      check_html(chapter, raw.text)
    end,
  }
end

-- Few chapters have raw inlines, and to look at every list of inlines takes as long as half the reading.
local function has_raw_inlines(blocks)
  local found = false
  blocks:walk { RawInline = function() found = true end }
  return found
end

local ATTRIBUTES = {}
for name in ([[fig-alt alt fig-align fig-cap-location width height title lang dir cite colspan rowspan start startFrom lst-cap
  tbl-colwidths tbl-cap-location collapse appearance icon layout layout-ncol layout-nrow layout-valign layout-align group
  when-format unless-format when-meta unless-meta number-sections reference download rel role
  aria-label label wrapper border]]):gmatch '%S+' do ATTRIBUTES[name] = true end

local function check_attributes(chapter)
  return function(element)
    if element.identifier:find '[^%w_:.\128-\255-]' then
      util.unsupported(chapter, ('die Kennung „%s“ ist nicht erlaubt; sie besteht aus Buchstaben, Ziffern, „-“, „_“, „.“ und „:“.')
        :format(element.identifier), element.identifier)
      element.identifier = ''
    end
    local seen = {}
    for name in pairs(element.attributes) do
      if seen[name] then
        util.unsupported(chapter, ('das Attribut „%s“ steht zweimal; nur eines der beiden würde gelten.'):format(name), name .. '=')
      end
      seen[name] = true
      if name:sub(1, 2) == 'on' or name == 'style' then
        util.unsupported(chapter, ('das Attribut „%s“ ist nicht erlaubt; Aussehen und Verhalten bestimmt die Gestaltung des Berichts.')
          :format(name), name .. '=')
      elseif not ATTRIBUTES[name] and not name:match '^data%-[%w-]+$' then
        util.unsupported(chapter, ('das Attribut „%s“ wird nicht unterstützt.'):format(name), name .. '=')
      end
    end
  end
end

local SCHEMES = { http = true, https = true, mailto = true, tel = true }

local function link_filter(chapter, job)
  return {
    Link = function(link)
      local scheme = link.target:match '^%s*([%a][%w+.-]*):'
      if scheme then
        if not SCHEMES[scheme:lower()] then
          util.unsupported(chapter, ('Verweise mit „%s:“ sind nicht erlaubt.'):format(scheme), link.target)
        end
      elseif link.target:sub(1, 2) == '//' then
        util.unsupported(chapter, ('der Verweis „%s“ nennt kein „https:“.'):format(link.target), link.target)
      elseif link.target:sub(1, 1) ~= '#' and link.target ~= '' then
        local path, anchor = link.target:match '^([^#?]*)%??[^#]*(#?.*)$'
        path = path:gsub('%%(%x%x)', function(hex) return string.char(tonumber(hex, 16)) end)
        local inside = util.resolve(chapter, path)
        if inside and job.chapter_by_file[inside] then
          link.target = anchor ~= '' and anchor or 'chapter:' .. inside
        elseif inside and job.files[inside] then
          job.used[inside] = true
          link.target = 'file:' .. inside
        else
          util.broken(chapter, ('der Verweis nennt „%s“; diese Datei gibt es im Buch nicht.'):format(path), path)
          link.target = ''
        end
      end
      return link
    end,
    Image = function(image)
      local alt = image.attributes['fig-alt'] or image.attributes.alt
      image.attributes['fig-alt'] = nil
      image.attributes.alt = alt
      if image.src:match '^%a[%w+.-]*:' or image.src:sub(1, 2) == '//' then
        util.unsupported(chapter, ('das Bild „%s“ liegt nicht im Buch; Bilder von anderen Rechnern werden nicht eingebunden.')
          :format(image.src), image.src)
        return image
      end
      local path = image.src:gsub('%%(%x%x)', function(hex) return string.char(tonumber(hex, 16)) end)
      local inside = util.resolve(chapter, path)
      if inside and job.files[inside] then
        job.used[inside] = true
        image.src = inside
      else
        util.broken(chapter, ('das Bild „%s“ gibt es nicht.'):format(path), path)
      end
      if not alt then
        image.attributes.alt = util.plain(image.caption)
        if image.attributes.alt == '' then
          util.broken(chapter, ('das Bild „%s“ hat keinen Alternativtext; bitte fig-alt="…" ergänzen (fig-alt="" für reine Zierde).')
            :format(path), path)
        end
      end
      image.caption = {} -- nobody shows it: a figure has its own
      return image
    end,
  }
end

-- Every text of a chapter comes through here: nothing that was not checked reaches a writer.
local function parse(text, chapter, job)
  text = text:gsub('[%z\1-\8\11\12\14-\31]', '') -- in no page and no PDF; `util.write_many` relies on it
  local blocks = pandoc.read(text, FORMAT, OPTIONS).blocks
  if text:find '<' or text:find '\\[^%p%s]' or text:find '{=' then
    blocks = blocks:walk(raw_filter(chapter))
    if has_raw_inlines(blocks) then blocks = blocks:walk { Inlines = pair_inlines } end
  end
  local check, link = check_attributes(chapter), link_filter(chapter, job)
  local function span(element)
    check(element)
    if element.identifier ~= '' then chapter.has.targets = true end
    if element.classes:includes 'content-visible' or element.classes:includes 'content-hidden' then chapter.has.conditions = true end
  end
  return blocks:walk { Div = check, Span = span, Code = check, CodeBlock = check, Header = check, Table = check,
    Link = function(element)
      check(element)
      local image = #element.content == 1 and element.content[1]
      if image and image.t == 'Image' and image.identifier ~= '' then
        util.unsupported(chapter, ('das Bild „#%s“ ist zugleich ein Verweis. Bitte den Verweis in die Beschriftung schreiben: '
          .. '![Beschriftung mit [Verweis](%s)](%s){#%s}'):format(image.identifier, element.target, image.src:match '[^/]+$', image.identifier), '#' .. image.identifier)
      end
      return link.Link(element)
    end,
    Image = function(element)
      check(element)
      if element.identifier ~= '' then chapter.has.named_pictures = true end
      return link.Image(element)
    end,
    Math = function(math)
      if math.mathtype == 'DisplayMath' then chapter.has.equations = true end
      local typeset = pandoc.write(pandoc.Pandoc { pandoc.Plain { math } }, 'typst')
      if typeset:sub(1, 1) ~= '$' then -- Pandoc hands on as text what it cannot read
        util.broken(chapter, ('die Formel „%s“ lässt sich nicht lesen; bitte die LaTeX-Befehle darin prüfen.'):format(math.text:match '^%s*(.-)%s*$'), math.text)
      end
    end }
end

-- A title or caption that is written as an attribute or in the chapter's head.
function read.inlines(text, chapter, job)
  return pandoc.utils.blocks_to_inlines(parse(text, chapter, job))
end

-- Parse one chapter. `job.files` are the files of the book, `job.used` collects those that pages refer to. `chapter.has` says which
-- rare inlines there are: spans that are targets or conditional, equations, pictures with an id. Later stages look for them only
-- then; to find them takes as long as a quarter of the reading.
function read.chapter(chapter, job)
  chapter.has = {}
  if chapter.title ~= '' then chapter.title_inlines = read.inlines(chapter.title, chapter, job) end
  return parse(chapter.text, chapter, job)
end

return read
