import { registerEnumType } from 'type-graphql';

/** The outside services, as rows, graph and logs name them. */
export const VendorName = {
  OPENAI: 'OPENAI',
  ELEVENLABS: 'ELEVENLABS',
  HEYGEN: 'HEYGEN',
  SYNTHESIA: 'SYNTHESIA',
  RUNWAY: 'RUNWAY',
  PIKA: 'PIKA',
} as const;
export type VendorName = (typeof VendorName)[keyof typeof VendorName];

registerEnumType(VendorName, {
  name: 'VendorName',
  description: 'An outside service that makes a part of the episode.',
  valuesConfig: {
    OPENAI: { description: 'Writes plan, script and metadata.' },
    ELEVENLABS: { description: 'Speaks the narration.' },
    HEYGEN: { description: 'Makes the presenter speak.' },
    SYNTHESIA: { description: 'Makes the presenter speak.' },
    RUNWAY: { description: 'Makes footage.' },
    PIKA: { description: "Makes footage, through fal's queue." },
  },
});

/** What a vendor can do. A channel chooses one vendor for each. */
export const Capability = { TEXT: 'TEXT', SPEECH: 'SPEECH', AVATAR: 'AVATAR', FOOTAGE: 'FOOTAGE' } as const;
export type Capability = (typeof Capability)[keyof typeof Capability];

registerEnumType(Capability, {
  name: 'Capability',
  description: 'What a vendor can do.',
  valuesConfig: {
    TEXT: { description: 'Writes text that meets a schema.' },
    SPEECH: { description: 'Speaks text and times every character.' },
    AVATAR: { description: 'Shows a presenter who speaks a given sound.' },
    FOOTAGE: { description: 'Makes a clip from a description.' },
  },
});
