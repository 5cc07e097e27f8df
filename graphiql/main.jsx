import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import './page.css';
import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { createClient } from 'graphql-ws';
import React from 'react';
import { createRoot } from 'react-dom/client';
import { authorization, getKey, setKey, takeKeyFromAddress } from './key.js';
import { defaultTabs } from './tabs.js';

takeKeyFromAddress();

const socket = createClient({
  url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/graphql`,
  connectionParams: authorization, // asked anew for each connection: the key may have changed
  lazy: true,
});

const send = createGraphiQLFetcher({ url: '/graphql', wsClient: socket });

/** The key of the field goes with every request; what is in the headers editor wins. */
const fetcher = (request, options) =>
  send(request, { ...options, headers: { ...authorization(), ...options?.headers } });

const root = createRoot(document.getElementById('graphiql'));
let round = 0;

/** A new key may see another schema, so the page begins anew with it. */
function show() {
  const hasKey = getKey() !== '';
  document.getElementById('key-state').textContent = hasKey ? '' : 'Enter a key to load the schema.';
  root.render(
    <GraphiQL key={round++} fetcher={fetcher} defaultTabs={defaultTabs} shouldPersistHeaders={false} />,
  );
}

const field = document.getElementById('key');
field.value = getKey();
field.addEventListener('change', () => {
  setKey(field.value);
  socket.terminate();
  show();
});
show();
