/** A few worlds at every run of the tests; `npm run sim -- --seeds 2000` simulates many. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {type Plan, planOf, withDisasters} from './plan.js';
import {simulate} from './run.js';

const seeds = Array.from({length: 8}, (_, at) => at + 1);

for (const seed of seeds) {
  test(`world ${seed} keeps every promise (I1–I17)`, async () => {
    const {violations} = await simulate(seed);
    assert.deepEqual(violations, []);
  });
}

const onceBroken = [
  [26, 'a second tab shows what another tab has stored before the frame came (I4)'],
  [79, 'who is let in again has no count from before they left, not for a moment (I9, F71)'],
  [87, 'a message that is sent shows so while the stretch around it is read anew (I13)'],
  [176, 'what its reader has cleared away leaves no word in the cache (I5)'],
  [223, 'a row that tells of a changed place keeps the numbers it brings (I9, F71)'],
  [226, 'the same, for words that were deleted before and after (I5)'],
  [244, 'an older state of the outbox that is told late takes nothing back (I13)'],
  [302, 'the same, on a device that was offline meanwhile (I5)'],
  [317, 'a second tab lists what the first has met when it came back (I4)'],
  [341, 'members of an earlier stay are not put back by another tab (I4, F71)'],
  [433, 'what somebody has read stays read when they leave (I13)'],
  [438, 'a tab that comes back knows the conversations that others have met (I4)'],
  [800, 'what the server refused to clear comes back (I4)'],
  [1335, 'a row keeps no words of what its reader has cleared on another device (I5)'],
  [5503, 'what was read stays read when a role changes meanwhile (I8, F71)'],
  [5525, 'who did not hear that the server waits for them hears it again (I4, F32)'],
  [5673, 'the same, of an edit (I4, F32)'],
  [5700, 'what is called delivered was stored, though who is let in again begins anew (I8, F71)'],
  [8987, 'a frame of an earlier stay that another tab passes on late is not shown (I4, F71)'],
  [115, 'a second tab whose row came behind its frames asks for the counts (I9)'],
  [351, 'the same, of tabs that opened later (I9)'],
  [202, 'what a tab that stood alone has left in the outbox goes out from another one (I1, F20)'],
  [621, 'what met an expired token is asked for again by a tab that follows (I4)'],
  [704, 'a run that begins anew where the storage is behind goes on to what comes (I4, F06)'],
  [99, 'the same, and grows while it is read anew (I4)'],
  [1834, 'what was read is told, whatever the clock has become meanwhile (I8, I9, F30)'],
  [1956, 'an outbox that is read slowly takes back nothing that was written meanwhile (I1)'],
  [6079, 'what is shown over a hole in the storage is read anew (I4, F06)'],
  [6878, 'the same, of another tab (I4, F06)'],
  [1235, 'an answer that comes late is none to a question of the next connection (I4, F27)'],
  [1803, 'a run goes on to what another tab has stored, whatever the outbox draws meanwhile (I4)'],
  [9836, 'a tab whose every message was cleared on another device goes on to the newest (I4)'],
  [3841, 'what a tab stored and told nobody of goes out from the leading one (I14)'],
  [5637, 'a conversation that is opened while a frame is on its way stops loading (I4)'],
  [3296, 'a run does not grow over what only passed by in a tab that keeps nothing (I4)'],
  [4490, 'what was seen to be sent stays sent while everything is read anew (I13)'],
  [6537, 'what a leading tab took from the outbox and told nobody of waits in no other one (I14)'],
  [5989, 'a tab that slept lists the pins of what another one has stored meanwhile (I4)'],
  [5210, 'what another tab was told has changed says nothing of what is older here (I4, I5)'],
  [6216, 'who did not hear that the server waits for them has exact counts nonetheless (I9, F32)'],
] as const;

/** They broke before groups could show what was before: with that they would be other worlds. */
const asItWas = (seed: number): Plan => ({...planOf(seed), showsAll: false});

for (const [seed, promise] of onceBroken) {
  test(`world ${seed}: ${promise}`, async () => {
    const {violations} = await simulate(seed, {plan: asItWas(seed)});
    assert.deepEqual(violations, []);
  });
}

const onceBrokenByDisasters = [
  [600, 'aborts', 'a run that begins behind what was heard goes on to it in a tab that keeps nothing (I4)'],
  [645, 'wipe', 'what another tab has begun anew and got no further with is asked for again (I10)'],
  [
    1086,
    'storageFull',
    'what was sent by a tab that is gone and edited since says its last words, and who hears late of coming back takes nothing away (I6, I4)',
  ],
  [
    14,
    'storageFull',
    'no cursor passes what a full disk refused, in conversations that are not open either (I10, F06)',
  ],
  [36, 'storageFull', 'the same, in one that is open (I10, F06)'],
  [93, 'storageFull', 'writes that a full disk refuses at the same moment are all kept (I1, F06)'],
  [89, 'storageFull', 'what a full disk refused to a tab that does not lead goes out when the disk works (I14, F06)'],
  [26, 'storageFull', 'a tab that comes back while the disk is full goes on from what the storage has (I4, F06)'],
  [183, 'storageFull', 'what was read while the disk was full stays read (I8, F06)'],
  [184, 'storageFull', 'the members that a full disk did not take are still known (I4, F06)'],
  [288, 'storageFull', 'what another tab may have sent from a full disk is deleted on the server (I5, D7)'],
  [290, 'storageFull', 'what is shown goes on to what is cached before it, though less is cached than shown (I4, F06)'],
  [121, 'aborts', 'what was sent and could not be marked is not taken for unsent (I5, D7)'],
  [6, 'restore', 'a device that has no cursor yet tells its other tabs of another database (I4, F50)'],
  [280, 'restore', 'what was read in a time that never was is not read in this one (I9, F50)'],
  [243, 'wipe', 'what two tabs knew is not written into the storage that was wiped (I10, F11)'],
  [96, 'restore', 'of two tabs that share a cache the second does not clear what the first has fetched (I4, F50)'],
  [316, 'restore', 'the members of a restored conversation are fetched (I4, F50)'],
  [73, 'aborts', 'a send that was refused takes the number of no other (I1, F06)'],
  [106, 'aborts', 'the same, in a burst (I1, F06)'],
  [116, 'aborts', 'what the disk refused is stored when it is told again, though the screen has it (I4, F06)'],
  [289, 'aborts', 'the same, of a deletion (I5, F06)'],
  [333, 'aborts', 'the same, of one that a second tab shows (I4, I5, F06)'],
  [245, 'storageFull', 'what is called delivered was stored, though the screen had it before (I8, F06)'],
  [283, 'storageFull', 'the same, of messages that another tab then shows (I4, F06)'],
  [142, 'storageFull', 'what two tabs send from a full disk has the order of each (I3, F06)'],
  [238, 'wipe', 'a tab that takes the lead after a wipe keeps what it hears (I5, F11)'],
  [
    341,
    'wipe',
    'of two tabs that share a cache none counts by what the other has stored later, or claims what it dropped (I4, I9, F20)',
  ],
  [58, 'wipe', 'the cursor of an earlier answer finds no cache that was just emptied (I10, F11)'],
  [312, 'wipe', 'nor does the cursor of an earlier tick; what comes behind the answer is merged behind it (I10, F11)'],
  [83, 'storageFull', 'what is being read again is not called delivered meanwhile (I8, F06)'],
  [1115, 'aborts', 'what a tab sent and could not mark is edited as sent in another tab (I6, D7)'],
  [1040, 'aborts', 'a deletion that no disk took goes with its tab, which had said so (I5, F06)'],
  [1343, 'aborts', 'the same, of a tab that dies at once (I5, F06)'],
  [1276, 'storageFull', 'the same, on a full disk (I5, F06)'],
  [1177, 'aborts', 'who did not hear that the server waits for them hears it again (I4, F32)'],
  [1322, 'aborts', 'the same (I4, I9, F32)'],
  [
    49,
    'restore',
    'a direct conversation in which nothing was said is in no list of who did not ask for it (I4, PWP-REG-010)',
  ],
  [240, 'wipe', 'a tab that follows shows what is open again when the cache was begun anew (I4, F11)'],
  [1185, 'wipe', 'the same (I4, F11)'],
  [1102, 'aborts', 'a run that goes on reads what lies between it and what comes (I4, I9, F06)'],
  [140, 'storageFull', 'what a tab finds in the storage when the disk takes writes again goes out (I14, F06)'],
  [355, 'storageFull', 'the same, of a deletion (I14, F06)'],
  [7, 'storageFull', 'the same, of a message (I1, F06)'],
  [1284, 'storageFull', 'a tab that reads of a new stay in the storage shows nothing of the earlier one (I4, F71)'],
  [67, 'restore', 'the same, in a restored database (I4, F71)'],
  [1220, 'aborts', 'a deleted message does not come back from the outbox that had sent it (I5)'],
  [1072, 'wipe', 'what another tab puts back of a wiped storage is refused, if it was deleted (I5, F11)'],
  [1024, 'restore', 'a late copy of a request from before the restore puts its messages where it comes (I3, F50)'],
  [96, 'aborts', 'what was sent and could not be marked is deleted as sent, by a tab that has seen it (I5, D7)'],
  [1002, 'restore', 'a tab that was frozen through a restore writes nothing of before into the cache (I4, F50)'],
  [1391, 'wipe', 'the leading tab shows what is open again, also where another one has fetched it first (I4, F11)'],
  [259, 'wipe', 'what is shown is not taken back to what the storage had a moment ago (I12, F11)'],
  [1095, 'aborts', 'what is shown is not taken back to an answer that is older (I4, F06)'],
  [1190, 'aborts', 'the same, in a tab that follows (I4, F06)'],
  [72, 'restore', 'what was cleared is not given back as vanished (I3, F50)'],
] as const;

for (const [seed, disaster, promise] of onceBrokenByDisasters) {
  test(`world ${seed} with ${disaster}: ${promise}`, async () => {
    const {violations} = await simulate(seed, {plan: withDisasters(asItWas(seed), [disaster])});
    assert.deepEqual(violations, []);
  });
}

test('the same seed is the same history, message by message', async () => {
  const [first, second] = [await simulate(5), await simulate(5)];
  assert.equal(first.events, second.events);
  assert.equal(first.hash, second.hash);
  assert.notEqual((await simulate(6)).hash, first.hash);
});
