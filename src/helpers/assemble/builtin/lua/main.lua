-- `pandoc lua main.lua job.json result.json`: reads every chapter of the book once and writes what each format needs.
package.path = arg[0]:match '^(.*)/' .. '/?.lua;' .. package.path

local util = require 'util'
local read, normalise, conditional = require 'read', require 'normalise', require 'conditional'
local number, resolve = require 'number', require 'resolve'
local WRITERS = { html = 'html', typst = 'typst' }

local job = pandoc.json.decode(util.slurp(arg[1]), false)
job.used, job.chapter_by_file, job.references = {}, {}, {}
for _, chapter in ipairs(job.chapters) do job.chapter_by_file[chapter.file] = chapter end

local READERS = { bib = 'biblatex', json = 'csljson', ris = 'ris' }
for _, path in ipairs(job.bibliography) do
  local format = READERS[path:match '%.(%w+)$'] or 'biblatex'
  for _, entry in ipairs(pandoc.read(util.slurp(path), format).meta.references or {}) do
    job.references[pandoc.utils.stringify(entry.id)] = true
  end
end

local chapters = pandoc.List(job.chapters)
for _, chapter in ipairs(chapters) do chapter.source = normalise.chapter(read.chapter(chapter, job), chapter, job) end

local result = {}
if #util.problems == 0 then
  for _, format in ipairs(job.formats) do
    for _, chapter in ipairs(chapters) do
      chapter.options = chapter.format_options[format]
      chapter.blocks = conditional.apply(chapter.source, format, chapter.meta)
    end
    local registry = number.book(chapters, job)
    resolve.book(chapters, registry, job)
    if #util.problems > 0 then break end
    resolve.citations(chapters, registry, job)
    result[format] = require(WRITERS[format]).pages(chapters, registry, job)
  end
end

local used = pandoc.List {}
for file in pairs(job.used) do used:insert(file) end
used:sort()
util.spit(arg[2], pandoc.json.encode { problems = util.problems, warnings = util.warnings, used = used, formats = result })
