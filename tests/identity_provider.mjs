// A real identity provider (OpenID Connect) for the tests, on this machine: whoever types a name
// is known by it. Arguments: its port, the client's secret, and where browsers are sent back to.

import { Provider } from "oidc-provider";

const [port, secret, back] = process.argv.slice(2);
const provider = new Provider(`http://localhost:${port}`, {
  clients: [{ client_id: "doudi", client_secret: secret, redirect_uris: [back], post_logout_redirect_uris: [new URL("/login", back).href] }],
  cookies: { keys: ["only for the tests"] },
  pkce: { required: () => true },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
});
provider.listen(Number(port), "127.0.0.1");
