-- Content that only some formats, or only some books, show.
local conditional = {}

local FAMILIES = {
  html = { html = true, ['html:js'] = true }, typst = { typst = true, pdf = true }, docx = { docx = true },
  epub = { epub = true, html = true },
}

local function lookup(meta, path)
  local value = meta
  for key in path:gmatch '[^.]+' do
    if type(value) ~= 'table' then return nil end
    value = value[key]
  end
  return value
end

local function shown(element, format, meta)
  local visible, hidden = element.classes:includes 'content-visible', element.classes:includes 'content-hidden'
  if not (visible or hidden) then return true end
  local is = FAMILIES[format]
  local attributes, holds = element.attributes, true
  if attributes['when-format'] then holds = holds and (is[attributes['when-format']] or false) end
  if attributes['unless-format'] then holds = holds and not is[attributes['unless-format']] end
  if attributes['when-meta'] then holds = holds and lookup(meta, attributes['when-meta']) == true end
  if attributes['unless-meta'] then holds = holds and lookup(meta, attributes['unless-meta']) ~= true end
  if hidden then return not holds end
  return holds
end

-- A copy of a chapter's blocks as `format` shows them; the wrappers are gone.
function conditional.apply(chapter, blocks, format)
  local function keep(element)
    if not shown(element, format, chapter.meta) then return {} end
    if element.classes:includes 'content-visible' or element.classes:includes 'content-hidden' then return element.content end
  end
  return blocks:walk { Div = keep, Span = chapter.has.conditions and keep }
end

-- Whether any conditional block holds something that is numbered, referred to or cited, so that formats could differ in numbers.
function conditional.counts(chapter)
  local found = false
  local function note(element)
    if element.t ~= 'Div' or element.identifier ~= '' then found = true end
  end
  local function look(element)
    if element.classes:includes 'content-visible' or element.classes:includes 'content-hidden' then
      element.content:walk { Header = note, Div = note, Cite = note }
    end
  end
  chapter.source:walk { Div = look, Span = chapter.has.conditions and look }
  return found
end

return conditional
