-- A session in Neovim: it opens a page, waits for its diagnostics, applies a fix, and asks for a hover and a rename.
-- The environment names the files with the settings to try, for versions with `vim.lsp.config` and for those without, and
-- the file for what was seen, as JSON.

local seen = { diagnostics = {}, errors = {} }

local function wait(what, holds)
  if not vim.wait(60000, holds, 50) then
    table.insert(seen.errors, "it took too long: " .. what)
  end
end

local function finish()
  local file = io.open(vim.env.SEEN, "w")
  file:write(vim.json.encode(seen))
  file:close()
  vim.cmd("qall!")
end

local function ask(method, params)
  local answers, failed = vim.lsp.buf_request_sync(0, method, params, 60000)
  for _, answer in pairs(answers or {}) do
    if answer.error then
      table.insert(seen.errors, answer.error.message)
    end
    return answer.result
  end
  table.insert(seen.errors, method .. ": " .. tostring(failed))
end

local function at(line, column, more)
  local document = vim.lsp.util.make_text_document_params()
  return vim.tbl_extend("force", { textDocument = document, position = { line = line, character = column } }, more or {})
end

local function servers()
  return (vim.lsp.get_clients or vim.lsp.get_active_clients)()
end

local function run()
  vim.cmd("source " .. (vim.lsp.config and vim.env.SETTINGS or vim.env.EARLIER_SETTINGS))
  vim.cmd("edit docs/other.mdx")
  seen.mdx = vim.bo.filetype
  vim.cmd("edit docs/page.md")
  wait("the server", function() return #servers() > 0 end)
  local encoding = servers()[1].offset_encoding

  wait("diagnostics", function() return #vim.diagnostic.get(0) > 0 end)
  for _, one in ipairs(vim.diagnostic.get(0)) do
    table.insert(seen.diagnostics, { line = one.lnum + 1, column = one.col, code = one.code, message = one.message })
  end

  local range = { start = { line = 2, character = 0 }, ["end"] = { line = 3, character = 0 } }
  local actions = ask("textDocument/codeAction", {
    textDocument = vim.lsp.util.make_text_document_params(),
    range = range,
    context = { diagnostics = {} },
  })
  seen.actions = vim.tbl_map(function(one) return one.title end, actions)
  vim.lsp.util.apply_workspace_edit(actions[1].edit, encoding)
  seen.fixed = vim.api.nvim_buf_get_lines(0, 2, 3, false)[1]
  wait("the fix to count", function() return #vim.diagnostic.get(0) == 0 end)

  seen.hover = ask("textDocument/hover", at(4, 12)).contents.value
  local edit = ask("textDocument/rename", at(4, 12, { newName = "gpt-4.1" }))
  vim.lsp.util.apply_workspace_edit(edit, encoding)
  seen.renamed = vim.api.nvim_buf_get_lines(0, 4, 5, false)[1]
  seen.definition = vim.tbl_map(
    function(one) return vim.fn.fnamemodify(vim.uri_to_fname(one.uri), ":t") .. ":" .. one.range.start.line + 1 end,
    ask("textDocument/definition", at(4, 60))
  )
  seen.servers = #servers()
end

local done, problem = pcall(run)
if not done then
  table.insert(seen.errors, tostring(problem))
end
finish()
