-- `pandoc lua main.lua job.json result.json`: reads every chapter of the book once and writes what each format needs,
-- to `result.json.html` and so on; `result.json` has problems, warnings and the files that are referred to.
package.path = arg[0]:match '^(.*)/' .. '/?.lua;' .. package.path

local util = require 'util'
local read, normalise, conditional = require 'read', require 'normalise', require 'conditional'
local number, resolve, together = require 'number', require 'resolve', require 'together'

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
for _, chapter in ipairs(chapters) do
  local used = job.used
  job.used = {}
  if chapter.process == job.process and not chapter.known then
    local ok, result = pcall(function() return normalise.chapter(read.chapter(chapter, job), chapter, job) end)
    if not ok then
      util.broken(chapter, ('das Kapitel lässt sich nicht lesen. Pandoc meldet: %s'):format(tostring(result):gsub('^.-%.lua:%d+: ', ''):match '^[^\n]*'), '')
    end
    chapter.source = ok and result or pandoc.List {}
  end
  chapter.used = util.keys(job.used)
  for file in pairs(used) do job.used[file] = true end
end
-- What stands in `known` was written before and has not changed, see ../memory.py, and some chapters another process may write: of
-- all these, the others only need the numbers.
local fresh = chapters:filter(function(chapter) return chapter.source end)
local function failed() return together.any(job, #util.problems > 0) end

-- Numbers, references and citations are worked out once, unless the formats can differ in them.
local function differs()
  local first = job.formats[1]
  for _, chapter in ipairs(fresh) do
    for _, format in ipairs(job.formats) do
      for _, name in ipairs { 'number-sections', 'number-depth' } do
        if chapter.format_options[format][name] ~= chapter.format_options[first][name] then return true end
      end
    end
    if conditional.counts(chapter) then return true end
  end
  return false
end

local function prepare(format)
  for _, chapter in ipairs(fresh) do
    chapter.options = chapter.format_options[format or job.formats[1]]
    chapter.blocks = format and conditional.apply(chapter, chapter.source, format) or chapter.source
  end
  local registry = number.book(chapters, job)
  resolve.book(fresh, registry, job)
  if #util.problems == 0 then resolve.citations(fresh, registry, job) end
  return registry
end

local remembered
if not failed() then
  local registry = not together.any(job, differs()) and prepare()
  if registry then
    for _, chapter in ipairs(fresh) do chapter.prepared = chapter.blocks end
  end
  for _, format in ipairs(job.formats) do
    local own = registry or prepare(format)
    if failed() then break end
    if job.remember and (registry or #job.formats == 1) then remembered = number.remembered(fresh, own) end
    for _, chapter in ipairs(fresh) do
      chapter.options = chapter.format_options[format]
      if registry then chapter.blocks = conditional.apply(chapter, chapter.prepared, format) end
    end
    -- Said at once, so that Typst can begin while the other formats are being written.
    util.spit(arg[2] .. '.' .. format, pandoc.json.encode(require(format).pages(fresh, own, job)))
    io.stdout:write(format, '\n')
    io.stdout:flush()
  end
end

util.spit(arg[2], pandoc.json.encode { problems = util.problems, warnings = util.warnings, used = util.keys(job.used), chapters = remembered })
