-- Cross-references and links inside the book -> links with the words a German reader expects; citations -> citeproc.
local util = require 'util'
local resolve = {}

local function lower_first(id) return id:sub(1, 1):lower() .. id:sub(2) end

local function target_of(registry, id)
  return registry[id] or registry[lower_first(id)]
end

local function link(entry, inlines) return pandoc.Link(inlines, '#' .. entry.id, '', pandoc.Attr('', { 'quarto-xref' })) end

local function number_text(entry)
  if entry.kind == 'sec' and entry.number == '' then return entry.title end
  return entry.number
end

local function reference(entry, citation, words)
  local text = pandoc.Inlines {}
  if #citation.prefix > 0 then
    text:extend(citation.prefix)
    text:insert(pandoc.Str(util.NBSP))
  elseif citation.mode ~= 'SuppressAuthor' and not (entry.kind == 'sec' and entry.number == '') then
    text:insert(pandoc.Str(words.kinds[entry.word or entry.kind] .. util.NBSP))
  end
  text:insert(pandoc.Str((number_text(entry):gsub(' ', util.NBSP))))
  local out = pandoc.Inlines { link(entry, text) }
  out:extend(citation.suffix)
  return out
end

-- "2.1", "2.2", "2.3" of one kind -> first and last entry; nil where a number is missing between them.
local function as_range(entries)
  if #entries < 3 then return nil end
  local previous
  for _, entry in ipairs(entries) do
    local scope, last = entry.number:match '^(.-)%.?(%d+)$'
    if not scope or entry.kind ~= entries[1].kind or entry.kind == 'sec' then return nil end
    if previous and (scope ~= previous.scope or tonumber(last) ~= previous.last + 1) then return nil end
    previous = { scope = scope, last = tonumber(last) }
  end
  return entries[1], entries[#entries]
end

local function range_of(citations, registry, words)
  local entries = {}
  for _, citation in ipairs(citations) do
    local entry = target_of(registry, citation.id)
    if not entry or #citation.prefix > 0 or #citation.suffix > 0 or citation.mode == 'SuppressAuthor' then return nil end
    table.insert(entries, entry)
  end
  local first, last = as_range(entries)
  if not first or not words.plurals[first.kind] then return nil end
  return pandoc.Inlines { link(first, { pandoc.Str(words.plurals[first.kind] .. util.NBSP .. first.number) }), pandoc.Str '–',
    link(last, { pandoc.Str(last.number) }) }
end

local function cite_filter(chapter, registry, job)
  local words = job.words
  return function(cite)
    local known = 0
    for _, citation in ipairs(cite.citations) do
      local entry = target_of(registry, citation.id)
      if entry then
        known = known + 1
      elseif util.reference_kind(lower_first(citation.id), words.kinds) then
        util.broken(chapter, ('der Verweis „@%s“ hat kein Ziel.'):format(citation.id), '@' .. citation.id)
        return pandoc.Inlines { pandoc.Str('@' .. citation.id) }
      elseif not job.references[citation.id] then
        util.broken(chapter, #job.bibliography > 0 and ('„@%s“ steht nicht im Literaturverzeichnis.'):format(citation.id)
          or ('„@%s“ ist kein Verweisziel, und das Buch nennt kein Literaturverzeichnis (bibliography).'):format(citation.id),
          '@' .. citation.id)
        return pandoc.Inlines { pandoc.Str('@' .. citation.id) }
      elseif not job.has_refs then
        util.broken(chapter, ('„@%s“ wird zitiert, aber das Buch zeigt nirgends ein Literaturverzeichnis; bitte ein Kapitel mit '
          .. '„::: {#refs}“ und „:::“ anlegen.'):format(citation.id), '@' .. citation.id)
      end
    end
    if known == 0 then return nil end
    local range = known == #cite.citations and range_of(cite.citations, registry, words)
    if range then return range end

    local out, run = pandoc.Inlines {}, pandoc.List {}
    local function flush()
      if #run > 0 then out:insert(pandoc.Cite({ pandoc.Str '' }, run)) end
      run = pandoc.List {}
    end
    local in_text = cite.citations[1].mode == 'AuthorInText'
    for i, citation in ipairs(cite.citations) do
      local entry = target_of(registry, citation.id)
      local previous = i > 1 and target_of(registry, cite.citations[i - 1].id)
      if i > 1 and (entry or previous) then -- `@fig-x [@a]` arrives as one citation: a space, no comma, between them
        flush()
        if entry or not in_text then out:insert(pandoc.Str ',') end
        out:insert(pandoc.Space())
      end
      if entry then out:extend(reference(entry, citation, words)) else run:insert(citation) end
    end
    flush()
    return out
  end
end

local function link_filter(chapter, registry, job)
  return function(element)
    local file = element.target:match '^chapter:(.*)'
    if file then
      element.target = '#' .. job.chapter_by_file[file].id
      if #element.content == 0 then element.content = { pandoc.Str(util.plain(job.chapter_by_file[file].heading.content)) } end
      return element
    end
    local id = element.target:match '^#(.+)'
    if id and not registry[id] and registry[pandoc.text.lower(id)] then -- JupyterLab's links to headings keep their capitals
      id = pandoc.text.lower(id)
      element.target = '#' .. id
      return element
    end
    if id and not registry[id] and not element.classes:includes 'quarto-xref' and not id:match '^ref%-' then
      util.broken(chapter, ('der Verweis „#%s“ hat kein Ziel.'):format(id), '#' .. id)
    end
  end
end

function resolve.book(chapters, registry, job)
  for _, chapter in ipairs(chapters) do
    chapter.blocks = chapter.blocks:walk { Cite = cite_filter(chapter, registry, job), Link = link_filter(chapter, registry, job) }
  end
end

-- One citeproc run over the whole book; entries of the bibliography become targets.
function resolve.citations(chapters, registry, job)
  if #job.bibliography == 0 then return end
  local whole = pandoc.Blocks {}
  for _, chapter in ipairs(chapters) do whole:insert(util.node('q-chapter', chapter.blocks)) end
  local meta = { bibliography = job.bibliography, lang = job.lang, ['link-citations'] = true, ['suppress-bibliography'] = not job.has_refs }
  if job.csl ~= '' then meta.csl = job.csl end
  local done = pandoc.utils.citeproc(pandoc.Pandoc(whole, meta))
  for i, chapter in ipairs(chapters) do
    chapter.blocks = done.blocks[i].content
    chapter.blocks:walk { Div = function(div)
      if div.identifier:match '^ref%-' then registry[div.identifier] = { kind = 'ref', number = '', chapter = chapter, id = div.identifier } end
    end }
  end
end

return resolve
