// An OpenID provider for the tests: oidc-provider itself, on a free port of this machine, with one client.
// Argument: the client as JSON. Prints its issuer as JSON, and ends when its standard input does.
//
// Who signs in is said by `login_hint`, as JSON: {sub, email, email_verified}. `refuse` there has the provider send them back
// with that error; `spoil` has it answer wrongly, in the one way that is named.
import { createServer } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { Provider } from 'oidc-provider';

const client = JSON.parse(process.argv[2]);
const people = new Map();
const [own, next, stranger] = await Promise.all([1, 2, 3].map(() => generateKeyPair('RS256', { extractable: true })));
let rotated = false;

const server = createServer();
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  clients: [{ ...client, grant_types: ['authorization_code'], response_types: ['code'] }],
  jwks: { keys: [{ ...(await exportJWK(own.privateKey)), kid: 'own', alg: 'RS256', use: 'sig' }] },
  cookies: { keys: ['only for tests, on this machine'] },
  claims: { openid: ['sub'], email: ['email', 'email_verified'] },
  conformIdTokenClaims: !client.client_id.endsWith('-in-token'),
  pkce: { required: () => true, methods: ['S256'] },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => people.get(sub) }),
  // Everybody agrees: what is tested is the way back, not the provider's pages.
  async loadExistingGrant(ctx) {
    const grant = new ctx.oidc.provider.Grant({
      accountId: ctx.oidc.session.accountId, clientId: ctx.oidc.client.clientId,
    });
    grant.addOIDCScope('openid email');
    await grant.save();
    return grant;
  },
});

const payload = (token) => JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));
const signed = (claims, key, header = {}) =>
  new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'own', ...header }).sign(key);
const unsigned = (claims) =>
  `${[{ alg: 'none' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.`;
const now = () => Math.floor(Date.now() / 1000);

// Each makes of the claims of a right token another token.
const SPOILED = {
  nothing: (claims) => signed(claims, own.privateKey),
  key: (claims) => signed(claims, stranger.privateKey),
  unknown_key: (claims) => signed(claims, stranger.privateKey, { kid: 'stranger' }),
  new_key: (claims) => { rotated = true; return signed(claims, next.privateKey, { kid: 'next' }); },
  none: (claims) => unsigned(claims),
  our_secret: (claims) => signed(claims, Buffer.from(client.client_secret), { alg: 'HS256' }),
  nonce: (claims) => signed({ ...claims, nonce: 'of another sign-in' }, own.privateKey),
  no_nonce: ({ nonce, ...claims }) => signed(claims, own.privateKey),
  issuer: (claims) => signed({ ...claims, iss: 'http://127.0.0.1:9' }, own.privateKey),
  audience: (claims) => signed({ ...claims, aud: 'another client' }, own.privateKey),
  authorized_party: (claims) =>
    signed({ ...claims, aud: [client.client_id, 'another'], azp: 'another' }, own.privateKey),
  expired: (claims) => signed({ ...claims, iat: now() - 7200, exp: now() - 3600 }, own.privateKey),
  future: (claims) => signed({ ...claims, iat: now() + 3600, exp: now() + 7200 }, own.privateKey),
  no_expiry: ({ exp, ...claims }) => signed(claims, own.privateKey),
  no_token: () => undefined,
  not_a_token: () => 'not.a.token',
  a_number: () => 7,
};

provider.use(async (ctx, following) => {
  await following();
  const route = ctx.oidc?.route;
  if (route === 'jwks' && rotated) {
    ctx.body.keys.push({ ...(await exportJWK(next.publicKey)), kid: 'next', alg: 'RS256', use: 'sig' });
  } else if (route === 'token' && ctx.body?.id_token) {
    const claims = payload(ctx.body.id_token);
    const { spoil } = people.get(claims.sub);
    if (spoil === 'silent') await new Promise(() => {});
    else if (spoil === 'broken') ctx.res.destroy();
    else if (spoil === 'not_json') { ctx.type = 'text/html'; ctx.body = '<p>Bad gateway</p>'; }
    else if (spoil in SPOILED) ctx.body = { ...ctx.body, id_token: await SPOILED[spoil](claims) };
  } else if (route === 'userinfo' && people.get(ctx.body.sub)?.spoil === 'other_person') {
    ctx.body = { ...ctx.body, sub: 'somebody else' };
  }
});

async function interact(request, response) {
  const { params } = await provider.interactionDetails(request, response);
  const person = JSON.parse(params.login_hint);
  if (person.refuse) {
    await provider.interactionFinished(request, response, { error: person.refuse, error_description: person.email });
    return;
  }
  people.set(person.sub, person);
  await provider.interactionFinished(request, response, { login: { accountId: person.sub } });
}

const answer = provider.callback();
server.on('request', (request, response) => {
  if (!request.url.startsWith('/interaction/')) answer(request, response);
  else interact(request, response).catch((error) => { response.statusCode = 500; response.end(String(error)); });
});
console.log(JSON.stringify({ issuer }));
process.stdin.resume().on('end', () => process.exit());
