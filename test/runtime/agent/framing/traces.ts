/** Traces as the languages' own runtimes print them, by language and by what is special about them. */
export const traces: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  java: {
    "an uncaught exception": `Exception in thread "main" java.lang.NullPointerException
	at com.shop.Cart.total(Cart.java:31)
	at com.shop.Main.main(Main.java:5)`,
    "behind a log line, with causes and what was suppressed": `2026-01-02 03:04:05,678 ERROR [http-1] c.s.Api - failed: java.lang.RuntimeException: cannot save
	at com.shop.Api$$Lambda$14/0x0000000800066840.apply(Unknown Source) ~[shop.jar:1.0]
	at java.base/java.lang.Thread.run(Thread.java:833)
	Suppressed: java.io.IOException: closing
		at com.shop.Res.close(Res.java:3)
		... 2 more
Caused by: org.postgresql.util.PSQLException: ERROR: column does not exist
  Position: 34
	at org.postgresql.core.v3.QueryExecutorImpl.receiveErrorResponse(QueryExecutorImpl.java:2676)
	... 23 common frames omitted
Caused by: java.lang.Error
	at com.shop.Db.<init>(Db.java:1)
	... 24 more`,
  },
  python: {
    "an uncaught exception": `Traceback (most recent call last):
  File "/app/main.py", line 3, in <module>
    f()
    ~^^
  File "/app/main.py", line 2, in f
    raise ValueError("x")
  [Previous line repeated 996 more times]
ValueError: x`,
    "one without a message": `Traceback (most recent call last):
  File "<stdin>", line 1, in <module>
KeyboardInterrupt`,
    "a chain": `Traceback (most recent call last):
  File "/app/main.py", line 2, in f
    {}["a"]
KeyError: 'a'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/app/main.py", line 4, in f
    raise shop.errors.Missing("a")
shop.errors.Missing: a

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/app/main.py", line 9, in <module>
    f()
RuntimeError: failed`,
    "a group": `  + Exception Group Traceback (most recent call last):
  |   File "/app/main.py", line 5, in <module>
  |     raise ExceptionGroup("several", [ValueError(1)])
  | ExceptionGroup: several (1 sub-exception)
  +-+---------------- 1 ----------------
    | ValueError: 1
    +------------------------------------`,
  },
  go: {
    "a panic": `panic: runtime error: index out of range [5] with length 3

goroutine 1 [running]:
main.(*Cart).Total(0xc000012345, 0x5)
	/app/cart.go:31 +0x1d
main.main()
	/app/main.go:5 +0x17
exit status 2`,
    "one that was recovered, with several goroutines": `2026/01/02 03:04:05 http: panic serving 10.0.0.1:51234: boom
goroutine 35 [running]:
net/http.(*conn).serve.func1(0xc0000a0000)
	/usr/local/go/src/net/http/server.go:1801 +0x147
panic({0x6234e0?, 0x6f3c10?})
	/usr/local/go/src/runtime/panic.go:884 +0x212
created by net/http.(*Server).Serve in goroutine 1
	/usr/local/go/src/net/http/server.go:3089 +0x5ed

goroutine 1 [IO wait, 2 minutes]:
internal/poll.runtime_pollWait(0x7f3a, 0x72)
	/usr/local/go/src/runtime/netpoll.go:306 +0x89`,
    "a signal": `panic: runtime error: invalid memory address or nil pointer dereference
[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x48c1a5]

goroutine 1 [running]:
main.main()
	/app/main.go:8 +0x5`,
  },
  ruby: {
    "an uncaught error": `app.rb:2:in \`foo': boom (RuntimeError)
	from app.rb:6:in \`bar'
	from app.rb:9:in \`<main>'`,
    "the order of Ruby 2.5": `Traceback (most recent call last):
	2: from app.rb:9:in \`<main>'
	1: from app.rb:6:in \`bar'
app.rb:2:in \`foo': boom (RuntimeError)`,
    Rails: `ActionView::Template::Error (undefined method \`name' for nil:NilClass):
  
app/models/cart.rb:31:in \`total'
app/controllers/carts_controller.rb:12:in \`show'`,
  },
  node: {
    "an uncaught error": `/app/index.js:3
    throw new Error("boom");
    ^

Error: boom
    at foo (/app/index.js:3:11)
    at Object.<anonymous> (/app/index.js:6:1)
    at node:internal/main/run_main_module:28:49

Node.js v20.20.0`,
    "a logged error with properties and a cause": `2026-01-02 failed: TypeError [ERR_INVALID_ARG]: bad
    at async Server.handle (file:///app/server.mjs:12:5) {
  code: 'ERR_INVALID_ARG',
  [cause]: Error: inner
      at read (/app/read.js:1:7) {
    errno: -2
  }
}`,
    "a plain one": `Error: boom
    at foo (/app/index.js:3:11)
    ... 4 lines matching cause stack trace ...
    at bar (/app/index.js:9:1)`,
  },
  dotnet: {
    "an unhandled exception": `Unhandled exception. System.InvalidOperationException: cannot save
 ---> System.IO.IOException: disk full
   at Shop.Disk.Write(Byte[] bytes) in /src/Disk.cs:line 12
   --- End of inner exception stack trace ---
   at Shop.Cart.Save() in /src/Cart.cs:line 31
--- End of stack trace from previous location ---
   at Shop.Program.Main(String[] args) in /src/Program.cs:line 5`,
  },
};
