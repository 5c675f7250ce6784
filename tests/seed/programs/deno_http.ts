Deno.serve({ port: 4242, hostname: "0.0.0.0" },(req) => {
if (req.url == "/"){
return new Response("hello World", {
status: 200,
// default header text
});
} else{
const body = JSON.stringify({ message: "NOT FOUND" });
return new Response(body, {
status: 404,
headers: {
"content-type": "application/json; charset=utf-8",
},
});
}
});
