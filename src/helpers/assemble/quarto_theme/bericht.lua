-- Blocks of the report that Typst knows nothing of: they become calls of the functions in typst-show.typ.
local functions = { ["figure-notes"] = "figure-notes", kernaussage = "kernaussage", stimmen = "stimmen" }

function Div(div)
  for class, name in pairs(functions) do
    if div.classes:includes(class) then
      div.content:insert(1, pandoc.RawBlock("typst", "#" .. name .. "["))
      div.content:insert(pandoc.RawBlock("typst", "]"))
      return div.content
    end
  end
end

-- Who said something, below the words.
function Span(span)
  if not span.classes:includes("von") then return nil end
  span.content:insert(1, pandoc.RawInline("typst", "#von["))
  span.content:insert(pandoc.RawInline("typst", "]"))
  return span.content
end

-- A Markdown table with long lines comes with columns of one width; Typst finds better ones by itself.
function Table(table)
  for _, spec in ipairs(table.colspecs) do
    if spec[2] ~= table.colspecs[1][2] then return nil end
  end
  table.colspecs = table.colspecs:map(function(spec) return { spec[1], nil } end)
  return table
end
