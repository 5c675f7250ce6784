const conn = Bun.connect({
hostname: "localhost",
port: 8080,
});
conn.write("Hello server!");
