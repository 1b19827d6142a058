-- The book as a Word document; looks come from the styles of the reference document (docx.py).
local util, document = require 'util', require 'document'
local docx = {}

local function raw(xml) return pandoc.RawBlock('openxml', xml) end
local function raw_inline(xml) return pandoc.RawInline('openxml', xml) end
local function escape(text) return (util.escape_html(text)) end

-- A field with the result that it has now; Word can work it out anew.
local function bold_field(instruction, result)
  local run = '<w:r><w:rPr><w:b/><w:bCs/></w:rPr>%s</w:r>'
  local parts = { '<w:fldChar w:fldCharType="begin"/>', ('<w:instrText xml:space="preserve"> %s </w:instrText>'):format(escape(instruction)),
    '<w:fldChar w:fldCharType="separate"/>', ('<w:t>%s</w:t>'):format(escape(result)), '<w:fldChar w:fldCharType="end"/>' }
  for i, part in ipairs(parts) do parts[i] = run:format(part) end
  return raw_inline(table.concat(parts))
end

local function styled(name, blocks) return pandoc.Blocks { pandoc.Div(blocks, pandoc.Attr('', {}, { ['custom-style'] = name })) } end

local make = { styled = styled }

-- "Abbildung 2." and a counting field "3". The count begins anew by the switch `\r`, which LibreOffice knows, too, unlike `\s`.
local counts
function make.caption(node, caption, label, words)
  local content = pandoc.Inlines {}
  local number = node.attributes.num
  if number and not node.attributes.sub then
    local word = words.kinds[node.attributes.kind]
    local scope, count = number:match '^(.-%.?)(%d+)$'
    local start = tonumber(count) ~= (counts[word] or 0) + 1 and ' \\r ' .. count or ''
    counts[word] = tonumber(count)
    content:extend { pandoc.Strong { pandoc.Str(word .. util.NBSP .. scope), bold_field('SEQ ' .. word .. ' \\* ARABIC' .. start, count), pandoc.Str ':' },
      pandoc.Space() }
  elseif label then
    content:extend { pandoc.Str(label), pandoc.Space() }
  end
  content:extend(caption)
  return styled(node.attributes.kind == 'fig' and 'Image Caption' or 'Table Caption', pandoc.Blocks { pandoc.Para(content) })
end

-- Characters as wide as those of the fonts that stand in where the report's is not installed.
local TEXT_WIDTH_CM, CELL_MARGIN_CM, BOLD = 16, 0.4, 1.12
local USUAL, SMALL = { character = 0.23, margin = CELL_MARGIN_CM }, { character = 0.19, margin = 0.25 }

-- Word and LibreOffice give columns without a width equal shares: a table that fills the page gets them by its content, and smaller
-- type where its longest words would not stand side by side.
function make.sized(tbl)
  for _, body in ipairs(tbl.bodies) do
    local last = body.body[#body.body]
    for _, cell in ipairs(last and last.cells or {}) do cell.contents = styled('Letzte Zeile', cell.contents) end
  end
  local columns, least = util.columns(tbl, BOLD), 0
  for _, column in ipairs(columns) do least = least + column.word * USUAL.character + USUAL.margin end
  local type = (#columns >= 9 or least > TEXT_WIDTH_CM) and SMALL or USUAL
  if type == SMALL then tbl.attributes['custom-style'] = 'Kleintabelle' end -- also the style's id: Pandoc looks none up for tables
  util.share_columns(tbl, columns, TEXT_WIDTH_CM, type.character, type.margin)
  return tbl
end

-- As wide as it was drawn, so that its texts have the size of all others; never wider than the page.
function make.width(image, size)
  if (image.attributes.width or '') ~= '' then return image.attributes.width end
  return size and ('%.2fcm'):format(math.min(size[1] * 2.54 / 96, TEXT_WIDTH_CM))
end

function make.row(widths, cells)
  local specs = pandoc.List {}
  for _, width in ipairs(widths) do specs:insert { 'AlignLeft', width } end
  local row = pandoc.Row(cells:map(function(blocks, i)
    local room = TEXT_WIDTH_CM * widths[i] - CELL_MARGIN_CM
    return pandoc.Cell(blocks:walk { Image = function(image)
      local own = tonumber((image.attributes.width or ''):match '^([%d.]+)cm$') or room
      image.attributes.width = ('%.2fcm'):format(math.min(own, room))
      return image
    end })
  end))
  local body = { attr = pandoc.Attr(), body = { row }, head = {}, row_head_columns = 0 }
  return pandoc.Blocks { pandoc.Table({ long = {} }, specs, pandoc.TableHead(), { body }, pandoc.TableFoot(),
    pandoc.Attr('', {}, { ['custom-style'] = 'Raster' })) }
end

-- Notes stay with what they belong to: all but the last keep with the next paragraph.
function make.notes(blocks)
  local last = blocks:remove()
  local out = styled('Anmerkung', blocks)
  out:extend(styled('Anmerkung Ende', pandoc.Blocks { last }))
  return out
end

function make.anchor(id, blocks)
  return id ~= '' and pandoc.Blocks { pandoc.Div(blocks, pandoc.Attr(id)) } or blocks
end

function make.page_break() return raw '<w:p><w:r><w:br w:type="page"/></w:r></w:p>' end
function make.part(title) return styled('Teil', pandoc.Blocks { pandoc.Para(pandoc.Inlines(title)) }) end

function make.heading(header)
  if (header.attributes.num or '') ~= '' then
    header.content = pandoc.Inlines { pandoc.Str(header.attributes.num), raw_inline '<w:r><w:tab/></w:r>' } .. header.content
  end
  header.attributes.num, header.classes = nil, {}
  return header
end

-- The contents as Word would make them. Only Word knows the pages: it looks the numbers up when it prints, and whoever clicks into the
-- contents is offered to update them (the block is marked as a table of contents for that). A file that asks for this on
-- opening makes Word warn of "fields that may refer to other files".
local function contents(chapters, job)
  local out = pandoc.Blocks { raw('<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/></w:docPartObj></w:sdtPr>'
    .. '<w:sdtContent><w:p><w:pPr><w:pStyle w:val="TOCHeading"/></w:pPr><w:r><w:t>' .. escape(job.words.contents) .. '</w:t></w:r></w:p>') }
  local entries, depth = pandoc.List {}, job.toc_depth
  for _, chapter in ipairs(chapters) do
    for _, heading in ipairs(chapter.headings) do
      if heading.level <= depth and heading.listed then entries:insert(heading) end
    end
  end
  for i, entry in ipairs(entries) do
    local number = entry.number ~= '' and ('<w:r><w:t>%s</w:t></w:r><w:r><w:tab/></w:r>'):format(escape(entry.number)) or ''
    local begin = i == 1 and ('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> TOC \\o "1-%d" \\h \\z \\u '
      .. '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'):format(depth) or ''
    local finish = i == #entries and '<w:r><w:fldChar w:fldCharType="end"/></w:r>' or ''
    out:insert(raw(('<w:p><w:pPr><w:pStyle w:val="TOC%d"/></w:pPr>%s<w:hyperlink w:anchor="%s" w:history="1">%s<w:r><w:t xml:space="preserve">%s</w:t></w:r>'
      .. '<w:r><w:tab/></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGEREF %s \\h </w:instrText></w:r>'
      .. '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t></w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:hyperlink>%s</w:p>')
      :format(entry.level, begin, escape(entry.id), number, escape(util.plain(entry.content)), escape(entry.id), finish)))
  end
  out:insert(raw '</w:sdtContent></w:sdt>')
  return out
end

-- The title page. Pandoc's own has no place for pictures.
local function cover(job)
  local book, out = job.book, pandoc.Blocks {}
  local function line(style, text)
    if text ~= '' then out:extend(styled(style, pandoc.Blocks { pandoc.Para { pandoc.Str(text) } })) end
  end
  local function picture(style, file, alt, size)
    local attributes = { [size[1]] = size[2] }
    return styled(style, pandoc.Blocks { pandoc.Para { pandoc.Image({ pandoc.Str(alt) }, make.picture(file), '', pandoc.Attr('', {}, attributes)) } })
  end
  if book.cover ~= '' and not job.letter then out:extend(picture('Titelbild', book.cover, book.cover_alt, { 'width', TEXT_WIDTH_CM .. 'cm' })) end
  line('Fiktiv', book.mark)
  line('Title', book.title)
  if not job.letter then line('Subtitle', book.subtitle) end
  line('Author', book.authors[1] or '')
  if not job.letter then line('Date', book.date) end
  if book.logo ~= '' then out:extend(picture('Logo', book.logo, book.logo_alt, { 'height', '2.2cm' })) end
  return out
end

function docx.pages(chapters, registry, job)
  make.picture = function(src) -- through the media bag: the path of the raster copy must not stand in the document
    if not job.png[src] then return src end
    local name = src:gsub('%.svg$', '.png')
    pandoc.mediabag.insert(name, 'image/png', util.slurp(job.png[src]))
    return name
  end
  counts = {}
  local blocks = cover(job)
  if not job.letter then blocks:extend(contents(chapters, job)) end
  blocks:extend(document.blocks(chapters, registry, job, make))
  local options = pandoc.WriterOptions { reference_doc = job.reference_doc }
  local template = pandoc.template.default 'openxml' -- without its title page; properties of the file still come from the metadata
  options.template = pandoc.template.compile((template:gsub('%$if%(title%)%$.-(%$for%(include%-before%)%$)', '%1')))
  util.spit(job.outputs.docx, pandoc.write(pandoc.Pandoc(blocks, document.metadata(job, job.book.date)), 'docx', options))
  return {}
end

return docx
