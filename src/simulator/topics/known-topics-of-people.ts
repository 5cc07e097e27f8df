import { angle } from './domain.js';
import type { KnownTopic } from './known-topic.js';

export const KNOWN_OF_PEOPLE: readonly KnownTopic[] = [
  {
    words: [/\b(?:sea|ocean|seawater)\b/u, /\bsalt/u],
    answers: ['Rivers bring salts, and the water leaves without them.', 'Rain washes salt out of rock.'],
    assumptions: ['Rivers taste fresh, so a salty sea seems to make no sense.', 'Many people think that salt was always simply there in the sea.'],
    angles: [
      angle('Rain meets rock', 'rain and rock', 'rain running over bare mountain rock|a river carrying mud to the sea', 'Rain is slightly acidic, and it slowly dissolves minerals out of rock.', 'Rivers carry these salts to the sea.', 'Each river brings only a trace, so its own water does not taste salty.'),
      angle('Water leaves, salt stays', 'evaporation', 'mist rising from a warm ocean|salt crystals drying beside the sea', 'The sun lifts water from the sea, but the salt stays behind.', 'The water comes back as rain and fetches more salt from the land.', 'Over a very long time, the sea has collected a lot of it.'),
      angle('Salt from below', 'the sea floor', 'dark smoke from a vent on the sea floor|bubbles rising from cracks in the ocean floor', 'Hot springs on the sea floor add minerals from below.', 'Volcanoes under water add some salt as well.', 'Some salt also settles on the bottom, so the sea stays nearly as salty.'),
    ],
    turns: ['So the salt in the sea is, for the most part, dissolved land.', 'The sea does not make its salt, it collects it.'],
    takeaways: ['The sea is salty because water leaves and salt does not.', 'Every salty wave carries a little of the mountains.'],
  },
  {
    words: [/\bvaccin/u, /\bwork|\bprotect|\bimmun/u],
    answers: ['They train the immune system before it matters.', 'Vaccines show the body what to fight.'],
    assumptions: ['Many people think that a vaccine fights the disease itself.', 'A vaccine is not a cure, and yet it can protect us.'],
    angles: [
      angle('A harmless preview', 'the preview', 'a vaccine bottle and a doctor in soft light|a model of a virus in close view', 'Vaccines show the body a harmless piece or copy of a germ.', 'Some hold a weakened germ, others only a part or its building plan.', 'The body sees a stranger and begins to prepare.'),
      angle('The body learns', 'the immune response', 'white cells moving through blood|immune cells meeting in a body', 'Immune cells look for a weapon that fits what the vaccine has shown.', 'Some of them begin to make antibodies, which stick to the germ.', 'A sore arm or a mild fever can be a sign of that work.'),
      angle('Memory that protects', 'immune memory', 'glowing cells resting in the body|a healthy family in a park', 'Afterwards, memory cells stay behind and keep watch.', 'If the real germ comes, they react much faster than the first time.', 'Some vaccines need a booster to refresh that memory.'),
    ],
    turns: ['So vaccines do not fight for us, they teach the body how to.', 'The real work of a vaccine is done by our own cells.'],
    takeaways: ['Vaccines give the immune system practice without the disease.', 'A vaccine is a lesson, and the body keeps the notes.'],
  },
  {
    words: [/\bdream/u, /\bwhy\b|\bhow\b|\bwhat\b/u],
    answers: ['Nobody knows for certain, but memory plays a part.', 'Science has good guesses, and no final answer.'],
    assumptions: ['Many people believe that every dream holds a secret message.', 'Some think that dreams are only noise, and others think they are messages.'],
    angles: [
      angle('The busy sleeping brain', 'the sleeping brain', 'a sleeping person under a starry sky|a glowing brain in the dark', 'While we dream, the sleeping brain is far from quiet.', 'Vivid dreams come mostly in REM sleep, when the eyes move quickly.', 'In that stage most muscles are switched off, so we do not act out our dreams.'),
      angle('Sorting the day', 'memory', 'old photographs drifting through soft light|glowing paths between brain cells', 'Dreams often mix scraps of the day with much older memories.', 'Sleep helps the brain to keep what matters, and dreams may be part of it.', 'That could be why a dream feels familiar and strange at once.'),
      angle('A safe rehearsal', 'feelings', 'a dark corridor opening into light|a calm face asleep in blue light', 'Dreams are full of feelings, and fear is a frequent guest.', 'Perhaps dreaming lets us practise difficult moments in safety.', 'It may also help to take the edge off what hurt us.'),
    ],
    turns: ['None of this is proven, and dreaming may have more than one purpose.', 'So dreams may be less a message than a sign of work in progress.'],
    takeaways: ['We dream while the brain sorts memories and feelings.', 'Why we dream is still open, and that makes each dream more interesting.'],
  },
  {
    words: [/\bbridges?\b/u, /\bstand|\bstay|\bhold|\bwork|\bfall/u],
    answers: ['They lead every load safely into the ground.', 'Push and pull stay in balance.'],
    assumptions: ['Most of us think that bridges stand because they are heavy and strong.', 'A bridge looks still, but it is busy at every moment.'],
    angles: [
      angle('Push and pull', 'push and pull', 'steel beams of a large bridge in close view|a model bridge bending under a weight', 'Two forces rule all bridges: compression, which pushes, and tension, which pulls.', 'Stone is good at being pushed, and steel is also good at being pulled.', 'A good bridge gives each material the force that suits it.'),
      angle('Arch, beam and cable', 'the shape', 'a stone arch bridge over a river|cables of a suspension bridge above the water', 'An arch turns the load into a push towards both banks.', 'A suspension bridge hangs its road from cables that are always pulled tight.', 'A simple beam bridge bends a little and carries the load to its ends.'),
      angle('Room to move', 'movement', 'a gap in the road of a long bridge|a tall bridge in strong wind', 'Heat makes bridges longer, and cold makes them shorter.', 'Small gaps in the road give the bridge room to move.', 'Engineers also plan for wind, traffic and water around the piers.'),
    ],
    turns: ['So bridges stand not because they resist every force, but because they guide it.', 'A bridge that could not move at all would not stand for long.'],
    takeaways: ['Bridges stand because every load finds its way into the ground.', 'Look for push and pull, and any bridge will explain itself.'],
  },
  {
    words: [/\bcoffee\b/u, /\bbrew|\bmake\b|\bmaking\b|\bmade\b/u],
    answers: ['Fresh grounds, hot water and a little patience.', 'Grind fresh, pour slowly, taste.'],
    assumptions: ['Many people blame the beans when their coffee tastes wrong.', 'Good coffee does not need an expensive machine.'],
    angles: [
      angle('Grind just before', 'the grind', 'coffee beans falling into a grinder|fresh coffee grounds in warm kitchen light', 'Grind the coffee just before you brew, because its aroma fades quickly.', 'Fine grounds give up their flavour fast, and coarse grounds take longer.', 'Match the grind to the time the water spends with the coffee.'),
      angle('Hot water, not boiling', 'the water', 'steam rising from a kettle in a kitchen|hot water poured over coffee grounds', 'Use clean water, because a cup of coffee is mostly water.', 'Let it rest for a moment after boiling before it meets the coffee.', 'Water that is too cool leaves the coffee sour and thin.'),
      angle('Time and taste', 'time', 'coffee dripping slowly into a glass|two hands around a warm cup of coffee', 'If the coffee tastes bitter, brew for less time or grind coarser.', 'If it tastes sour, do the opposite.', 'Change one thing at a time, and your coffee will teach you the rest.'),
    ],
    turns: ['So brewing coffee is less a matter of machines than of attention.', 'The secret of good coffee is that you can taste your way there.'],
    takeaways: ['Fresh grounds, good water and the right time make good coffee.', 'Grind, water and time are the three keys to coffee.'],
  },
  {
    words: [/\bzero\b/u, /\bhistory|\binvent|\borigin|\bstory|\bcame?\b/u],
    answers: ['It grew from an empty place into a real number.', 'India made zero a number.'],
    assumptions: ['Zero looks so simple that we think it was always there.', 'People counted for ages without any zero at all.'],
    angles: [
      angle('A gap in the row', 'the empty place', 'marks pressed into an ancient clay tablet|hands moving counting stones on a table', 'The story of zero began with a gap between other digits.', 'Scribes in Babylon came to mark that empty place with a sign.', 'The Maya used a sign for zero in their calendar, quite independently.'),
      angle('Zero becomes a number', 'zero in India', 'an ancient Indian manuscript in candle light|a stone wall with carved numbers', 'In India, zero grew from an empty place into a number of its own.', 'The mathematician Brahmagupta wrote down rules for reckoning with zero.', 'His rules for adding zero still hold, though dividing by zero gave trouble.'),
      angle('The long road west', 'the journey west', 'a caravan on a desert road at sunset|an old trade map with numbers', 'Scholars of the Islamic world took up zero and the Indian digits.', 'Books and merchants later brought zero to Europe.', 'There it met doubt at first, and then it changed trade and science.', 'Today computers build everything they do from zero and one.'),
    ],
    turns: ['So zero is not the absence of an idea but one of the boldest.', 'A sign for nothing turned out to change everything.'],
    takeaways: ['Zero travelled from an empty place to the heart of mathematics.', 'The history of zero shows how much nothing can be worth.'],
  },
]; // prettier-ignore
