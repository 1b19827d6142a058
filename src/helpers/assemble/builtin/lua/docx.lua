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

-- "Abbildung 2." and a counting field "3".
function make.caption(node, caption, label, words)
  local content = pandoc.Inlines {}
  local number = node.attributes.num
  if number and not node.attributes.sub then
    local word = words.kinds[node.attributes.kind]
    local scope, count = number:match '^(.-%.?)(%d+)$'
    content:extend { pandoc.Strong { pandoc.Str(word .. util.NBSP .. scope), bold_field('SEQ ' .. word .. ' \\* ARABIC \\s 1', count), pandoc.Str ':' },
      pandoc.Space() }
  elseif label then
    content:extend { pandoc.Str(label), pandoc.Space() }
  end
  content:extend(caption)
  return styled(node.attributes.kind == 'fig' and 'Image Caption' or 'Table Caption', pandoc.Blocks { pandoc.Para(content) })
end

-- Word and LibreOffice give columns without a width equal shares: a table that fills the page gets them by its content.
local CHARACTERS_PER_LINE, LONGEST = 85, 26
function make.sized(tbl)
  local columns, natural, total = util.columns(tbl), 0, 0
  for _, column in ipairs(columns) do natural = natural + column.cell + 3 end
  if natural < CHARACTERS_PER_LINE then return tbl end
  for _, spec in ipairs(tbl.colspecs) do if (spec[2] or 0) > 0 then return tbl end end
  for _, column in ipairs(columns) do
    column.share = math.max(column.word + 4, math.min(column.cell + 4, LONGEST))
    total = total + column.share
  end
  for i, spec in ipairs(tbl.colspecs) do
    if columns[i] then tbl.colspecs[i] = { spec[1], columns[i].share / total } end
  end
  return tbl
end

local TEXT_WIDTH_CM, CELL_MARGIN_CM = 16, 0.4
function make.row(widths, cells)
  local specs = pandoc.List {}
  for _, width in ipairs(widths) do specs:insert { 'AlignLeft', width } end
  local row = pandoc.Row(cells:map(function(blocks, i)
    local width = ('%.1fcm'):format(TEXT_WIDTH_CM * widths[i] - CELL_MARGIN_CM)
    return pandoc.Cell(blocks:walk { Image = function(image)
      image.attributes.width = image.attributes.width or width
      return image
    end })
  end))
  local body = { attr = pandoc.Attr(), body = { row }, head = {}, row_head_columns = 0 }
  return pandoc.Blocks { pandoc.Table({ long = {} }, specs, pandoc.TableHead(), { body }, pandoc.TableFoot(),
    pandoc.Attr('', {}, { ['custom-style'] = 'Raster' })) }
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

-- The contents as Word would make them, with page numbers that are looked up when the document is opened.
local function contents(chapters, job)
  local out = pandoc.Blocks {}
  out:extend(styled('TOC Heading', pandoc.Blocks { pandoc.Para(pandoc.Inlines(job.words.contents)) }))
  local entries, depth = pandoc.List {}, job.toc_depth
  for _, chapter in ipairs(chapters) do
    for _, heading in ipairs(chapter.headings) do
      if heading.level <= depth and heading.listed then entries:insert(heading) end
    end
  end
  for i, entry in ipairs(entries) do
    local text = escape((entry.number ~= '' and entry.number .. '\t' or '') .. util.plain(entry.content))
    local number, title = text:match '^([^\t]*)\t(.*)$'
    local run = number and ('<w:r><w:t>%s</w:t></w:r><w:r><w:tab/></w:r><w:r><w:t xml:space="preserve">%s</w:t></w:r>'):format(number, title)
      or ('<w:r><w:t xml:space="preserve">%s</w:t></w:r>'):format(text)
    local begin = i == 1 and ('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> TOC \\o "1-%d" \\h \\z \\u '
      .. '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'):format(depth) or ''
    local finish = i == #entries and '<w:r><w:fldChar w:fldCharType="end"/></w:r>' or ''
    out:insert(raw(('<w:p><w:pPr><w:pStyle w:val="TOC%d"/></w:pPr>%s<w:hyperlink w:anchor="%s" w:history="1">%s<w:r><w:tab/></w:r>'
      .. '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGEREF %s \\h </w:instrText></w:r>'
      .. '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t></w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:hyperlink>%s</w:p>')
      :format(entry.level, begin, escape(entry.id), run, escape(entry.id), finish)))
  end
  return out
end

function docx.pages(chapters, registry, job)
  make.picture = function(src) -- through the media bag: the path of the raster copy must not stand in the document
    if not job.png[src] then return src end
    local name = src:gsub('%.svg$', '.png')
    pandoc.mediabag.insert(name, 'image/png', util.slurp(job.png[src]))
    return name
  end
  local blocks = contents(chapters, job)
  blocks:extend(document.blocks(chapters, registry, job, make))
  local options = pandoc.WriterOptions { reference_doc = job.reference_doc }
  options.template = pandoc.template.compile(pandoc.template.default 'openxml')
  util.spit(job.outputs.docx, pandoc.write(pandoc.Pandoc(blocks, document.metadata(job, job.book.date)), 'docx', options))
  return {}
end

return docx
