import { angle } from './domain.js';
import type { KnownTopic } from './known-topic.js';

export const KNOWN_OF_NATURE: readonly KnownTopic[] = [
  {
    words: [/octop/u, /heart/u],
    answers: ['Two feed the gills, and one feeds the body.', 'Two serve the gills, one the body.'],
    assumptions: ['One heart is enough for us, so three hearts sound like a luxury.', 'Most people guess that two hearts are spares, but all three are busy.'],
    angles: [
      angle('Three hearts, three jobs', 'the three hearts', 'an octopus resting on a coral reef, breathing in blue water|a glowing model of three beating hearts inside an octopus', 'Two hearts stand beside the gills and push blood through them.', 'The third heart sends the fresh blood around the rest of the body.', 'That way blood reaches the gills and the arms with enough pressure.', 'So the three hearts of an octopus work as one team.'),
      angle('Blood that is blue', 'blue blood', 'blue blood cells drifting through a vessel|an octopus changing colour above the sea floor', 'Octopus blood is blue, because it carries oxygen with copper instead of iron.', 'The copper sits in a protein called haemocyanin.', 'It works well in cold water, but it makes the blood rather thick.', 'Thick blood is hard to push, and extra hearts help with that.'),
      angle('Why crawling is easier', 'swimming and crawling', 'an octopus crawling over rocks on the sea floor|an octopus jetting through open ocean water', 'When an octopus swims, the heart for the body stops beating.', 'That makes swimming tiring, so octopuses often prefer to crawl.', 'Jetting away is meant for emergencies, not for long journeys.', 'A calm octopus on the sea floor lets all three hearts do their work.'),
    ],
    turns: ['So the three hearts are no luxury at all.', 'Three hearts, then, are not a spare part but a solution.'],
    takeaways: ['Blue blood, busy gills and three hearts belong to one design.', 'Three hearts are the price of blue blood and an active life.'],
  },
  {
    words: [/\bsky\b/u, /\bblue\b/u],
    answers: ['Air scatters blue light more than red.', 'The air spreads blue sunlight in all directions.'],
    assumptions: ['Many people think the sky mirrors the sea, but it is the other way round.', 'Air has no colour in a glass, so a blue sky ought to surprise us.'],
    angles: [
      angle('All colours at once', 'sunlight', 'a beam of sunlight split into a rainbow by a prism|the sun above white clouds in a blue sky', 'Sunlight looks white, but it holds all the colours of the rainbow.', 'Each colour is a wave, and blue waves are shorter than red ones.', 'On its way to us, sunlight has to cross the whole sky of air.'),
      angle('Air that scatters light', 'scattering', 'light scattering in thin air above a mountain|a clear blue sky above a wide horizon', 'Tiny molecules of air push short waves aside far more than long ones.', 'So blue light bounces across the sky and reaches us from everywhere.', 'Physicists call it Rayleigh scattering.', 'Violet scatters even more, but our eyes are less sensitive to it.'),
      angle('And then it turns red', 'sunsets', 'a red sunset sky above a calm sea|evening clouds glowing over hills', 'At sunset the light crosses much more air before it reaches us.', 'By then most of the blue has been scattered out of the way.', 'What is left paints the evening sky orange and red.'),
    ],
    turns: ['So the blue sky and the red sunset are one and the same story.', 'The sky has no blue paint in it, only sunlight and air.'],
    takeaways: ['A blue sky is sunlight, sorted by air.', 'When you see blue sky, you see light that air has sent your way.'],
  },
  {
    words: [/\bbees?\b/u, /\bhoney\b/u],
    answers: ['They collect nectar and dry it in the hive.', 'Bees turn nectar into honey.'],
    assumptions: ['Many people think bees simply collect honey from flowers.', 'Flowers hold no honey at all, only thin, sweet nectar.'],
    angles: [
      angle('From flower to hive', 'nectar', 'a bee on a flower in a sunny garden|bees flying above a field of flowers', 'It begins when a bee drinks nectar from a flower.', 'She carries it home in a special honey stomach.', 'On the way, enzymes begin to change the sugar.'),
      angle('Passed from bee to bee', 'teamwork', 'bees crowded on a honeycomb|two bees meeting inside a hive', 'In the hive, bees pass the nectar on from mouth to mouth.', 'Each bee adds enzymes that split the sugar into simpler ones.', 'Then they spread it in thin drops over the honeycomb.'),
      angle('Fanning it dry', 'drying', 'bees beating their wings at the hive entrance|golden honey in wax cells', 'Fresh nectar is mostly water, and it would soon spoil.', 'So bees fan it with their wings until it is thick honey.', 'Finally the bees seal each full cell with wax.', 'Honey keeps so well because it holds so little water.'),
    ],
    turns: ['So honey is not found by bees but made by them.', 'The bees do not do it for us, because honey is their food for winter.'],
    takeaways: ['Honey is nectar, changed by bees and dried by their wings.', 'A spoon of honey is the work of a great many bees.'],
  },
  {
    words: [/\bcats?\b/u, /\bpurr/u],
    answers: ['Mostly to feel close, and sometimes to calm themselves.', 'Often from comfort, but not always.'],
    assumptions: ['Most of us think that cats purr only when they are happy.', 'A purring cat looks like pure happiness, and often that is right.'],
    angles: [
      angle('How a purr is made', 'the voice of a cat', 'a cat resting in warm light, its throat in close view|sound waves drawn beside a sleeping cat', 'A purr comes from the voice box in the throat of the cat.', 'Cats purr while breathing in and while breathing out.', 'That is why purring can go on with hardly a break.'),
      angle('A signal of closeness', 'closeness', 'kittens sleeping against their mother|a cat curled up beside a person', 'Kittens purr when they are only days old.', 'It tells their mother that they are there and that all is well.', 'Grown cats keep the signal and use it with people.'),
      angle('Not always happy', 'comfort in hard times', 'a cat lying quietly on a blanket|a calm cat on the table of an animal doctor', 'Cats may also purr when they are hurt or afraid.', 'Purring may help them to calm down, though this is still being studied.', 'Some cats even purr in a special way when they want food.'),
    ],
    turns: ['So purring is less a mood than a message.', 'To read a purring cat, look at the rest of the cat as well.'],
    takeaways: ['Cats purr to stay close, to ask and to calm themselves.', 'A purr can mean joy, but it can also mean that a cat needs us.'],
  },
  {
    words: [/\b(?:leaves|leaf)\b/u, /\bcolou?rs?\b|\bred\b|\byellow\b|\bautumn\b/u],
    answers: ['The green goes, and hidden colours appear.', 'Trees take back their green.'],
    assumptions: ['It looks as if leaves were painted in autumn.', 'Many people think the yellow is added in autumn, but it was there all along.'],
    angles: [
      angle('The green machine', 'chlorophyll', 'sunlight through green leaves of a forest|a leaf in close view with fine veins', 'In summer, leaves are green because of chlorophyll.', 'It catches sunlight, so that the tree can make sugar.', 'Chlorophyll wears out all the time, and the leaves keep making more.'),
      angle('Saving before winter', 'shorter days', 'a forest turning golden in autumn|first frost on fallen leaves', 'When days grow short and cool, trees stop making new chlorophyll.', 'They pull useful substances out of the leaves and store them.', 'At the stem of each leaf, a thin layer begins to close the door.'),
      angle('Hidden yellow, fresh red', 'hidden colours', 'yellow and red leaves against the sky|a single red leaf falling in a garden', 'As the green fades, yellow and orange come into view in the leaves.', 'Red is different, because many leaves make it fresh in autumn.', 'Sunny days and cool nights often make leaves glow most.'),
    ],
    turns: ['So the colours of leaves are not an ending but careful saving.', 'The tree is not dying, and it lets go of its leaves on purpose.'],
    takeaways: ['Leaves change colour because trees prepare for winter.', 'The colour of autumn leaves is what remains when the green goes home.'],
  },
  {
    words: [/\bvolcano/u, /\berupt|\bexplode|\bwork/u],
    answers: ['Hot melted rock rises, and gas drives it out.', 'Rising magma needs a way out.'],
    assumptions: ['Many people picture a volcano as a mountain full of fire.', 'Nothing burns in a volcano, because the glow comes from melted rock.'],
    angles: [
      angle('Melted rock below', 'magma', 'glowing lava moving below a volcano|a cut through the Earth with a glowing chamber', 'Deep below volcanoes, some of the rock melts and becomes magma.', 'Magma is lighter than the solid rock around it, so it rises.', 'It can gather for a long time in chambers under the volcano.'),
      angle('The power of gas', 'gas', 'bubbles rising in glowing lava|smoke and ash above a mountain', 'Magma holds gas, much like a closed bottle of soda.', 'As it rises, the pressure drops and bubbles form.', 'Those bubbles push the magma upwards until the volcano erupts.'),
      angle('Gentle or violent', 'thick and thin lava', 'a river of lava flowing over dark ground|an ash cloud rising into the sky', 'Thin magma lets its gas escape, so the lava flows out gently.', 'Thick magma traps the gas, and then volcanoes can explode.', 'That is why no two volcanoes erupt in quite the same way.'),
    ],
    turns: ['So volcanoes erupt less because of fire than because of gas.', 'A volcano, then, is a valve for the heat inside the Earth.'],
    takeaways: ['Rising magma and trapped gas make volcanoes erupt.', 'Heat lifts the rock, and gas opens the door of the volcano.'],
  },
]; // prettier-ignore
