-- Bodies for wrk: as they are in the file that RATECARD_BODY names, or with other units each time, from RATECARD_FIRST.
local file = assert(io.open(os.getenv("RATECARD_BODY")))
local body = file:read("a")
file:close()
local units = tonumber(os.getenv("RATECARD_FIRST"))
local wrong = 0

wrk.method = "POST"
wrk.headers["content-type"] = "application/json"

request = function()
  if units then
    units = units + 1
    return wrk.format(nil, nil, nil, (body:gsub('"units": 2500', '"units": ' .. units)))
  end
  return wrk.format(nil, nil, nil, body)
end

response = function(status, headers, answer)
  if status ~= 200 or answer:find('"errors"', 1, true) then
    wrong = wrong + 1
    if wrong == 1 then print("wrong answer", status, answer:sub(1, 300)) end
  end
end
