// Microsoft's renderer of adaptive cards reads cards, one JSON value an argument, and says what it
// thinks of each: `{"events": [..], "elements": n, "actions": n}`.
import { createRequire } from "node:module";

const { AdaptiveCard, SerializationContext, Versions } =
  createRequire(import.meta.url)("adaptivecards/dist/adaptivecards.js");

for (const line of process.argv.slice(2)) {
  const context = new SerializationContext(Versions.v1_5);
  const card = new AdaptiveCard();
  card.parse(JSON.parse(line), context);
  const events = [];
  for (let i = 0; i < context.eventCount; i++) events.push(context.getEventAt(i).message);
  for (const failure of card.validateProperties().validationEvents) events.push(failure.message);
  const counts = { elements: card.getItemCount(), actions: card.getActionCount() };
  console.log(JSON.stringify({ events, ...counts }));
}
