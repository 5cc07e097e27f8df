import type { Refs, Say } from './refs.js';

/** How a section begins, by its place. */
const FIRST_OPENINGS: readonly Say[] = [
  (w) => `The first clue to ${w.f} is ${w.a}.`,
  (w) => `To understand ${w.q}, start with ${w.a}.`,
  (w) => `A good way into ${w.f} is through ${w.a}.`,
];
const NEXT_OPENINGS: readonly Say[] = [
  (w) => `The next clue to ${w.f} is ${w.a}.`,
  (w) => `Then look at ${w.f} from the side of ${w.a}.`,
  (w) => `Another way to see ${w.f} is through ${w.a}.`,
  (w) => `Now add ${w.a} to the picture of ${w.f}.`,
  (w) => `From here, ${w.f} can lead us to ${w.a}.`,
  (w) => `With ${w.t}, it is also worth asking about ${w.a}.`,
];
const STEP_OPENINGS: readonly Say[] = [
  (w) => `For ${w.f}, start with ${w.a}.`,
  (w) => `The first thing in ${w.f} is ${w.a}.`,
  (w) => `In ${w.f}, much depends on ${w.a}.`,
  (w) => `Then, in ${w.f}, think about ${w.a}.`,
  (w) => `When it comes to ${w.f}, do not forget ${w.a}.`,
  (w) => `Another part of ${w.f} is about ${w.a}.`,
];
const THING_OPENINGS: readonly Say[] = [
  (w) => `One way to look at ${w.t} is through ${w.a}.`,
  (w) => `To see ${w.t} more clearly, think about ${w.a}.`,
  (w) => `Then look at ${w.t} from the side of ${w.a}.`,
  (w) => `With ${w.t}, it is also worth asking about ${w.a}.`,
  (w) => `Now add ${w.a} to the picture of ${w.t}.`,
  (w) => `From here, ${w.t} can lead us to ${w.a}.`,
];
const ERA_OPENINGS: readonly Say[] = [
  (w) => `We cannot understand ${w.t} without ${w.a}.`,
  (w) => `To see where ${w.t} came from, look at ${w.a}.`,
  (w) => `Then ${w.f} brings us to ${w.a}.`,
  (w) => `Look at ${w.t}, and you will also meet ${w.a}.`,
  (w) => `With ${w.t}, too, think of ${w.a}.`,
  (w) => `Part of this story is ${w.a}, and ${w.t} will show us how.`,
];
const SIDE_OPENINGS: readonly Say[] = [
  (w) => `Compare ${w.t} by ${w.a}.`,
  (w) => `Between ${w.t}, one difference can lie in ${w.a}.`,
  (w) => `Now look at ${w.a} in ${w.t}.`,
  (w) => `Ask what ${w.a} may mean for ${w.t}.`,
];
/** Behind "Number five:". */
export const COUNTED_OPENINGS: readonly Say[] = [
  (w) => `${w.t} and ${w.a}.`,
  (w) => `${w.a}, seen through ${w.t}.`,
  (w) => `what ${w.t} can tell us about ${w.a}.`,
];

export function openings(w: Refs, isFirst: boolean): readonly Say[] {
  if (w.form === 'how-to') return STEP_OPENINGS;
  if (w.form === 'history') return ERA_OPENINGS;
  if (w.form === 'versus') return SIDE_OPENINGS;
  if (w.form === 'thing' || w.form === 'what' || w.form === 'quoted') return THING_OPENINGS;
  return isFirst ? FIRST_OPENINGS : NEXT_OPENINGS;
}

/** Two or three sentences that belong together and bring an angle and the topic together. */
export const PARAGRAPHS: readonly (readonly Say[])[] = [
  [(w) => `What could ${w.f} have to do with ${w.a}?`, (w) => `More than a first look at ${w.t} would suggest.`],
  [(w) => `With ${w.a} in mind, ${w.f} may seem less strange.`, (w) => `It gives us one more reason to look at ${w.t} with patience.`],
  [(w) => `${w.Experts} who talk about ${w.t} sooner or later come to ${w.a}.`, (w) => `They do so because ${w.f} can be seen more clearly from there.`],
  [(w) => `It is tempting to explain ${w.f} by ${w.a} alone.`, (w) => `That would be too simple, because ${w.b} may play a part as well.`, (w) => `Both together tell us more about ${w.t}.`],
  [(w) => `A simple test helps here: keep ${w.t} in mind and change only ${w.a}.`, (w) => `If ${w.f} would look different, we have found a clue.`],
  [(w) => `Some people would put ${w.a} first when they speak about ${w.f}.`, (w) => `Others would begin with ${w.b}, and neither side is wrong about ${w.t}.`],
  [(w) => `You can try it yourself: look for ${w.a} the next time you come across ${w.t}.`, (w) => `Once you have noticed it, ${w.f} will not look quite the same.`],
  [(w) => `The link between ${w.t} and ${w.a} is easy to miss.`, (w) => `It becomes visible when we ask what ${w.f} would be good for.`],
  [(w) => `Perhaps ${w.a} will not answer every question about ${w.f}.`, (w) => `But it narrows down where an answer about ${w.t} could be.`],
  [(w) => `Think of ${w.b} for a moment.`, (w) => `Next to ${w.a}, it shows ${w.f} from two sides.`],
  [(w) => `A child might ask what ${w.a} could mean for ${w.t}.`, (w) => `It is a fair question, and it leads straight back to ${w.f}.`],
  [(w) => `When we compare ${w.a} with ${w.b}, a pattern begins to show.`, (w) => `It fits ${w.t}, and it may fit other things too.`],
  [(w) => `Let us be careful with ${w.a}, because it sounds like a complete answer.`, (w) => `For ${w.f}, it is one part of a larger picture.`],
  [(w) => `Once more, ${w.t} and ${w.a} turn out to be neighbours.`, (w) => `Each of them makes more sense when ${w.f} is part of the story.`],
  [(w) => `Where does ${w.a} end, and where does ${w.b} begin?`, (w) => `With ${w.t}, the border is not always sharp.`],
  [(w) => `Keep ${w.a} in mind, because ${w.f} will bring it back later.`],
  [(w) => `What we learn from ${w.a} can be used far beyond ${w.t}.`],
  [(w) => `That is what makes ${w.a} such a useful window on ${w.f}.`],
]; // prettier-ignore

/** For hours of narration: sentences that take two angles, so that there are always more of them. */
export const PAIRS: readonly Say[] = [
  (w) => `Between ${w.a} and ${w.b}, there is still room for ${w.t} to surprise us.`,
  (w) => `Anyone who has looked at ${w.a} and ${w.b} will see ${w.f} more clearly.`,
  (w) => `From ${w.a} it is only a step to ${w.b}, and ${w.f} can show us the way.`,
  (w) => `Put ${w.a} beside ${w.b}, and ask again about ${w.f}.`,
  (w) => `A talk about ${w.t} can start with ${w.a} and still end with ${w.b}.`,
];
