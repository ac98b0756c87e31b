import http.server

class Once(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = b'{"orders": 3}'
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass

http.server.HTTPServer.allow_reuse_address = True
http.server.HTTPServer(("127.0.0.1", 8321), Once).handle_request()
