import type { Route } from '../../simulator/routes.js';
import { avatarGroups, LOOKS, voiceItem, VOICES } from './simulator-catalog.js';
import { data, page, refuse } from './simulator-errors.js';

const WALLET_USD = 250;

/** Looks, avatars, voices and the account itself: what can be read without making anything. */
export function accountRoutes(): Route[] {
  return [
    {
      method: 'GET',
      pattern: '/v3/users/me',
      operation: 'getUser',
      handle: () =>
        data({
          username: 'simulated',
          email: 'simulated@example.com',
          first_name: 'Sim',
          last_name: 'Ulated',
          billing_type: 'wallet',
          wallet: { currency: 'usd', remaining_balance: WALLET_USD, auto_reload: null },
          subscription: null,
          usage_based: null,
        }),
    },
    {
      method: 'GET',
      pattern: '/v3/avatars/looks',
      operation: 'listLooks',
      handle: ({ query }) => {
        const fits = (value: string, name: string) => (query.get(name) ?? value) === value;
        const looks = LOOKS.filter(
          (look) => fits(look.group_id, 'group_id') && fits(look.avatar_type, 'avatar_type'),
        );
        return page(query.get('ownership') === 'private' ? [] : looks, query, { max: 50, usual: 20 });
      },
    },
    {
      method: 'GET',
      pattern: '/v3/avatars/looks/:lookId',
      operation: 'getLook',
      handle: ({ parameters }) =>
        data(
          LOOKS.find((look) => look.id === parameters['lookId']) ??
            refuse(404, 'avatar_not_found', 'Avatar look not found'),
        ),
    },
    {
      method: 'GET',
      pattern: '/v3/avatars',
      operation: 'listAvatars',
      handle: ({ query }) =>
        page(query.get('ownership') === 'private' ? [] : avatarGroups(), query, { max: 50, usual: 20 }),
    },
    {
      method: 'GET',
      pattern: '/v3/avatars/:groupId',
      operation: 'getAvatar',
      handle: ({ parameters }) =>
        data(
          avatarGroups().find((group) => group.id === parameters['groupId']) ??
            refuse(404, 'avatar_not_found', 'Avatar not found'),
        ),
    },
    {
      method: 'GET',
      pattern: '/v3/voices',
      operation: 'listVoices',
      handle: ({ query }) => {
        const wants = (name: string, value: string) =>
          (query.get(name) ?? value).toLowerCase() === value.toLowerCase();
        const voices = VOICES.filter(
          (voice) =>
            wants('gender', voice.gender) &&
            wants('type', 'public') &&
            (wants('language', voice.language) || wants('language', voice.languageTag)),
        );
        return page(voices.map(voiceItem), query, { max: 100, usual: 20 });
      },
    },
    {
      method: 'GET',
      pattern: '/v3/voices/:voiceId',
      operation: 'getVoice',
      handle: ({ parameters }) => {
        const voice = VOICES.find((known) => known.voice_id === parameters['voiceId']);
        if (!voice) return refuse(404, 'voice_not_found', 'Voice not found');
        const { voice_id, name, language, gender } = voice;
        return data({ voice_id, name, language, gender, status: 'complete', support_pause: true });
      },
    },
  ];
}
