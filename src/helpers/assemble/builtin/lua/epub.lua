-- The book as an EPUB 3 with the metadata that says how accessible it is.
local util, document = require 'util', require 'document'
local epub = {}

local CLASSES = { Anmerkung = 'figure-notes', Kasten = 'callout-body', ['Kasten Titel'] = 'callout-title', Kernaussage = 'kernaussage',
  Reiter = 'tab-title', Bibliography = 'csl-entry' }

local make = {}

function make.styled(name, blocks) return pandoc.Blocks { pandoc.Div(blocks, pandoc.Attr('', { CLASSES[name] })) } end

function make.notes(blocks) return make.styled('Anmerkung', blocks) end
function make.width(image) return image.attributes.width end

function make.caption(_, caption, label)
  local content = pandoc.Inlines {}
  if label then content:extend { pandoc.Strong { pandoc.Str(label) }, pandoc.Space() } end
  content:extend(caption)
  return pandoc.Blocks { pandoc.Div({ pandoc.Para(content) }, pandoc.Attr('', { 'caption' })) }
end

function make.row(_, cells)
  local out = pandoc.Blocks {}
  for _, blocks in ipairs(cells) do out:insert(pandoc.Div(blocks, pandoc.Attr('', { 'grid-cell' }))) end
  return out
end

-- The writer follows ids of divs, spans and headings into other chapters' files.
function make.anchor(id, blocks)
  return id ~= '' and pandoc.Blocks { pandoc.Div(blocks, pandoc.Attr(id, { 'figure' })) } or blocks
end

function make.page_break() return pandoc.Blocks {} end
function make.part(_) return pandoc.Blocks {} end

function make.heading(header)
  if (header.attributes.num or '') ~= '' then
    header.content = pandoc.Inlines { pandoc.Str(header.attributes.num), pandoc.Str(util.NBSP) } .. header.content
  end
  header.attributes.num, header.classes = nil, {}
  return header
end

-- Every page of an EPUB may be the first that somebody opens.
local function marked(blocks, text)
  local out = pandoc.Blocks {}
  for _, block in ipairs(blocks) do
    out:insert(block)
    if block.t == 'Header' and block.level == 1 then out:insert(pandoc.Div({ pandoc.Para { pandoc.Str(text) } }, pandoc.Attr('', { 'fictional' }))) end
  end
  return out
end

function epub.pages(chapters, registry, job)
  local meta = document.metadata(job, job.book.date_iso)
  meta.identifier, meta.css = job.identifier, { job.epub_css }
  meta.accessModes = { 'textual', 'visual' }
  meta.accessModesSufficient = { 'textual' }
  meta.accessibilityFeatures = { 'alternativeText', 'structuralNavigation', 'tableOfContents', 'readingOrder', 'MathML' }
  meta.accessibilityHazards = { 'none' }
  meta.accessibilitySummary = job.words.accessibility
  local options = pandoc.WriterOptions { html_math_method = 'mathml', split_level = 1, table_of_contents = true, toc_depth = job.toc_depth }
  options.template = pandoc.template.compile(pandoc.template.default 'epub3')
  if job.book.cover ~= '' then meta['cover-image'] = job.book.cover end
  local blocks = document.blocks(chapters, registry, job, make)
  if job.book.mark ~= '' then blocks = marked(blocks, job.book.mark) end
  util.spit(job.outputs.epub, pandoc.write(pandoc.Pandoc(blocks, meta), 'epub3', options))
  return {}
end

return epub
