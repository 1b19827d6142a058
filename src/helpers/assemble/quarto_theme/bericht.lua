-- Blocks of the report that Typst knows nothing of: they become calls of the functions in typst-show.typ.
local functions = { ["figure-notes"] = "figure-notes", kernaussage = "kernaussage" }

function Div(div)
  for class, name in pairs(functions) do
    if div.classes:includes(class) then
      div.content:insert(1, pandoc.RawBlock("typst", "#" .. name .. "["))
      div.content:insert(pandoc.RawBlock("typst", "]"))
      return div.content
    end
  end
end
