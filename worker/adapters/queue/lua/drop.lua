-- ARGV: entry, consumer. Ends an entry that needs no result of its own (a duplicate).
if holder(ARGV[1]) == ARGV[2] then close(ARGV[1]) end
return 1
