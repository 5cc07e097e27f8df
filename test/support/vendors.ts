import type { AnyVendor, Vendors } from '../../src/integrations/contracts.js';

/** What the vendors say about themselves. The API only shows and checks it; nothing here can be called. */
const ABOUT = [
  { name: 'OPENAI', capability: 'TEXT' },
  { name: 'ELEVENLABS', capability: 'SPEECH' },
  { name: 'HEYGEN', capability: 'AVATAR' },
  { name: 'SYNTHESIA', capability: 'AVATAR' },
  { name: 'RUNWAY', capability: 'FOOTAGE' },
  { name: 'PIKA', capability: 'FOOTAGE' },
] as const;

function uncalled(): never {
  throw new Error('A test of the API called a vendor.');
}

export const describedVendors: Vendors = {
  // as: only what a vendor says about itself is here
  all: ABOUT.map(
    (about) =>
      ({
        ...about,
        configured: true,
        recreate: 'BLIND',
        slots: 4,
        requestsPerMinute: 60,
      }) as unknown as AnyVendor,
  ),
  text: uncalled,
  speech: uncalled,
  avatar: uncalled,
  footage: uncalled,
};
