-- The project's root under Quarto: chapters are notebooks that nobody has run for a municipality. What only a run knows is
-- replaced by what it will be, so that the draft can be read; `make report` leaves this filter out of its books.
local NOTICE = 'Entwurf ohne Zahlen: Werte, Abbildungen und Tabellen setzt „make report CITY=…“ für eine Kommune ein. '
  .. 'Quarto allein führt die Notebooks nicht für eine Kommune aus.'
local WORDS = { fig = 'Abbildung', tbl = 'Tabelle' }

local function open(text) return pandoc.Span({ pandoc.Str('[' .. text .. ']') }, { class = 'offen' }) end

local function labels(doc)
  local found = {}
  local function note(element) found[element.identifier] = true end
  doc:walk { Div = note, Figure = note, Image = note, Table = note, CodeBlock = note, Span = note }
  return found
end

function Pandoc(doc)
  local defined = labels(doc)
  doc = doc:walk {
    -- `{python} expression`: a value. JupyterLab and Quarto show the words of the code.
    Code = function(code)
      if code.text:match '^{python}' then return open 'Wert' end
    end,
    -- A reference to what a cell will draw; one to several is one word for each.
    Cite = function(cite)
      local out = pandoc.Inlines {}
      for _, citation in ipairs(cite.citations) do
        local word = WORDS[citation.id:match '^(%a+)%-']
        if not word or defined[citation.id] then return nil end
        if #out > 0 then out:extend { pandoc.Str ',', pandoc.Space() } end
        out:insert(open(word))
      end
      return out
    end,
    -- A place that `make report` fills.
    Div = function(div)
      if div.identifier ~= '' and #div.content == 0 then
        div.content = { pandoc.Para { open 'folgt mit den Zahlen der Kommune' } }
        return div
      end
    end,
  }
  local start = 1
  for i, block in ipairs(doc.blocks) do
    if block.t == 'Header' and block.level == 1 then start = i + 1 break end
  end
  doc.blocks:insert(start, pandoc.Div({ pandoc.Para { pandoc.Str(NOTICE) } }, { class = 'entwurf' }))
  return doc
end
