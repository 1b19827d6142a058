-- Several processes may write one book, each some of its chapters, which stand together: `chapter.process` says which, `job.process`
-- which this one is, `job.processes` how many there are. At the same points all of them say something, and each hears what all have
-- said; Python hands it on, see ../processes.py.
local together = {}

-- Say something (a table), and hear what all processes say, in their order.
function together.exchange(job, own)
  if job.processes == 1 then return { own } end
  io.stdout:write(pandoc.json.encode(own), '\n')
  io.stdout:flush()
  return pandoc.json.decode(io.stdin:read 'l', false)
end

-- Whether any process says so.
function together.any(job, own)
  for _, said in ipairs(together.exchange(job, { said = own })) do
    if said.said then return true end
  end
  return false
end

return together
