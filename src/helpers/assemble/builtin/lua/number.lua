-- Numbers for chapters, sections, figures, tables, equations, listings and titled boxes, as Quarto counts them:
-- by chapter ("2.3"), by appendix letter ("A.1"), sub-figures by letter ("1.2 (b)").
local util, together = require 'util', require 'together'
local number = {}

local CALLOUT_PREFIX = { nte = true, tip = true, wrn = true, imp = true, cau = true }

-- One registry per format: id -> { kind, number, title, chapter }.
local function register(registry, id, chapter, entry)
  if id == '' then return end
  if registry[id] then
    util.broken(chapter, ('die Kennung „%s“ gibt es zweimal, auch in „%s“.'):format(id, registry[id].chapter.file), '#' .. id)
    return
  end
  entry.chapter, entry.id = chapter, id
  registry[id] = entry
end

local function chapter_heading(chapter, blocks)
  local first = blocks[1]
  if chapter.title ~= '' then
    local heading = pandoc.Header(1, chapter.title_inlines)
    if first and first.t == 'Header' and first.level == 1 and util.plain(first.content) == util.plain(heading.content) then return blocks end
    heading.identifier = chapter.heading_id
    blocks:insert(1, heading)
  elseif not (first and first.t == 'Header' and first.level == 1) then
    util.broken(chapter, 'das Kapitel hat keine Überschrift; es beginnt mit „# Titel“ oder mit „title:“ im Kopf.', '')
    blocks:insert(1, pandoc.Header(1, pandoc.Inlines { pandoc.Str(chapter.file) }, pandoc.Attr(chapter.heading_id)))
  end
  return blocks
end

local function unique(used, id, chapter)
  if used[id] then id = id .. '-' .. chapter.stem end
  while used[id] do id = id .. '-2' end
  used[id] = true
  return id
end

local function number_chapter(chapter, blocks, state)
  blocks = chapter_heading(chapter, blocks)
  local registry, counters, sections = state.registry, {}, {}
  local renamed, open = {}, pandoc.List {} -- `open`: the sections that a heading stands in, level as written and as set
  local in_chapter = false -- a numbered chapter

  local function next_number(kind)
    local scope = in_chapter and counters or state.unnumbered
    scope[kind] = (scope[kind] or 0) + 1
    return in_chapter and chapter.number .. '.' .. scope[kind] or tostring(scope[kind])
  end

  local function heading(header)
    local auto = header.identifier
    header.identifier = unique(state.ids, auto, chapter)
    if header.identifier ~= auto then
      if auto:match '^sec%-' then
        util.broken(chapter, ('die Kennung „%s“ gibt es zweimal, auch in „%s“.'):format(auto, (registry[auto] or {chapter = chapter}).chapter.file),
          '#' .. auto)
      end
      renamed[auto] = header.identifier
    end
    local title = util.plain(header.content)
    if header.level == 1 then
      if chapter.heading then
        util.unsupported(chapter, ('ein Kapitel hat eine Überschrift der ersten Ebene; „# %s“ ist die zweite.'):format(title), '# ' .. title)
      end
      chapter.heading, chapter.id = header, header.identifier
      in_chapter = not header.classes:includes 'unnumbered'
      if in_chapter then chapter.number = state.next_chapter(chapter) else chapter.number = '' end
    end
    local written = header.level
    while #open > 0 and open[#open].written >= written do open:remove() end
    local above = #open > 0 and open[#open].set or 0
    if written > above + 1 then -- its siblings get the same level
      util.warn(chapter, ('die Überschrift „%s“ springt von Ebene %d auf Ebene %d und wurde auf Ebene %d gesetzt.')
        :format(title, above, written, above + 1), title)
      header.level = above + 1
    end
    open:insert { written = written, set = header.level }
    local label = ''
    if header.level == 1 then
      label = chapter.number
    elseif in_chapter and not header.classes:includes 'unnumbered' and header.level <= chapter.options['number-depth'] then
      sections[header.level] = (sections[header.level] or 0) + 1
      for deeper = header.level + 1, 6 do sections[deeper] = 0 end
      label = chapter.number
      for level = 2, header.level do label = label .. '.' .. (sections[level] or 0) end
    end
    register(registry, header.identifier, chapter, { kind = 'sec', number = label, title = title, level = header.level,
      word = chapter.appendix and header.level == 1 and 'apx' or 'sec' })
    header.attributes.num = chapter.options['number-sections'] and label or ''
    chapter.headings:insert { id = header.identifier, level = header.level, number = header.attributes.num, content = header.content,
      listed = not header.classes:includes 'unlisted' }
    return header
  end

  local function span(element)
    if element.identifier ~= '' then register(registry, element.identifier, chapter, { kind = 'span', number = '' }) end
  end

  local function float(node)
    if chapter.has.targets then node.content:walk { Span = span } end
    local kind = node.attributes.kind
    if node.identifier == '' then return node end
    local label = next_number(kind)
    register(registry, node.identifier, chapter, { kind = kind, number = label, title = util.plain(util.child_inlines(node, 'q-caption')) })
    node.attributes.num = label
    local letter = 0
    node.content = node.content:walk { Div = function(inner)
      if not util.is_node(inner, 'q-float') or inner.identifier == '' then return end
      letter = letter + 1
      local sub = string.char(96 + letter)
      inner.attributes.sub = sub
      register(registry, inner.identifier, chapter, { kind = kind, number = label .. ' (' .. sub .. ')', title = '', sub = true })
      return inner
    end }
    return node
  end

  blocks = blocks:walk { traverse = 'topdown', Header = heading, Span = chapter.has.targets and span, Div = function(div)
    if util.is_node(div, 'q-float') then return float(div), false end
    if util.is_node(div, 'q-equation') then
      div.attributes.num = next_number 'eq'
      register(registry, div.identifier, chapter, { kind = 'eq', number = div.attributes.num })
    elseif util.is_node(div, 'q-callout') then
      local prefix = div.identifier:match '^(%l+)%-'
      if CALLOUT_PREFIX[prefix or ''] then
        div.attributes.num = next_number(prefix)
        register(registry, div.identifier, chapter, { kind = prefix, number = div.attributes.num })
      end
    elseif util.is_node(div, 'q-tabset') or util.is_node(div, 'q-grid') or util.is_node(div, 'q-margin') then
      return div
    elseif div.identifier ~= '' and not div.classes:includes 'references' then
      register(registry, div.identifier, chapter, { kind = 'div', number = '' })
    end
    return div
  end }
  if next(renamed) then
    blocks = blocks:walk { Link = function(link)
      local id = link.target:match '^#(.*)'
      if id and renamed[id] then link.target = '#' .. renamed[id] end
      return link
    end }
  end
  return blocks
end

-- A chapter that is not read here: its numbers and targets are those of the last time, or those another process found.
local function recall(chapter, state)
  local known = chapter.known or chapter.told
  for _, id in ipairs(known.headings) do
    if state.ids[id] then util.broken(chapter, 'eine Überschrift bekäme eine andere Kennung.', id) end
    state.ids[id] = true
  end
  chapter.number = known.number ~= '' and state.next_chapter(chapter) or ''
  chapter.id, chapter.heading = known.id, pandoc.Header(1, { pandoc.Str(known.title) })
  state.unnumbered = {}
  for kind, count in pairs(known.unnumbered) do state.unnumbered[kind] = count end
  for _, entry in ipairs(known.entries) do register(state.registry, entry.id, chapter, entry) end
end

-- What other chapters need to know of each of these, and what it leads to that nobody sees: { file → known }.
function number.remembered(chapters, registry)
  local found = {}
  for _, chapter in ipairs(chapters) do
    found[chapter.file] = { id = chapter.id, number = chapter.number, title = util.plain(chapter.heading.content), used = chapter.used,
      ids = util.keys(chapter.ids), headings = chapter.headings:map(function(h) return h.id end), entries = pandoc.List {},
      unnumbered = chapter.unnumbered }
  end
  for _, id in ipairs(util.keys(registry)) do
    local e = registry[id]
    local own = found[e.chapter.file]
    if own then
      own.entries:insert { id = id, kind = e.kind, number = e.number, title = e.title, level = e.level, word = e.word, sub = e.sub }
    end
  end
  return found
end

-- The ids that somebody wrote, of all chapters: a heading's automatic id gives way to them.
local function share_ids(chapters, job)
  local own = {}
  for _, chapter in ipairs(chapters) do
    chapter.ids = {}
    for _, id in ipairs(chapter.known and chapter.known.ids or {}) do chapter.ids[id] = true end
    if chapter.source then
      local function taken(element) if element.identifier ~= '' then chapter.ids[element.identifier] = true end end
      chapter.blocks:walk { Div = taken, Span = chapter.has.targets and taken }
      own[chapter.file] = util.keys(chapter.ids)
    end
  end
  for _, said in ipairs(together.exchange(job, own)) do
    for file, ids in pairs(said) do
      for _, id in ipairs(ids) do job.chapter_by_file[file].ids[id] = true end
    end
  end
end

-- The numbers of the chapters that another process writes.
local function hear_numbers(all, job)
  for _, said in ipairs(all) do
    for file, told in pairs(said) do job.chapter_by_file[file].told = told end
  end
end

local function letters(n) return string.char(64 + n) end

-- Number the whole book in order; fills `number`, `id`, `heading`, `headings` of each chapter and returns the registry.
function number.book(chapters, job)
  local count, appendices = math.tointeger(job.number_offset) or 0, 0
  local state = { registry = {}, ids = {}, unnumbered = {}, next_chapter = function(chapter)
    if chapter.appendix then
      appendices = appendices + 1
      return letters(appendices)
    end
    count = count + 1
    return tostring(count)
  end }
  share_ids(chapters, job)
  for _, chapter in ipairs(chapters) do
    for id in pairs(chapter.ids) do state.ids[id] = true end
  end
  for process = 1, job.processes do
    local group = chapters:filter(function(chapter) return chapter.process == process end)
    if process ~= job.process then hear_numbers(together.exchange(job, {}), job) end
    for _, chapter in ipairs(group) do
      if not chapter.source then
        recall(chapter, state)
      else
        chapter.heading, chapter.headings, chapter.number = nil, pandoc.List {}, ''
        chapter.blocks = number_chapter(chapter, chapter.blocks, state)
        chapter.unnumbered = {}
        for kind, count in pairs(state.unnumbered) do chapter.unnumbered[kind] = count end
      end
    end
    if process == job.process then
      together.exchange(job, number.remembered(group:filter(function(chapter) return chapter.source end), state.registry))
    end
  end
  return state.registry
end

return number
