"""Microsoft's own Graph library drives the data of a tenant against the emulator program: chats and
messages, teams and channels, online meetings, call records, numbers, users, pages, deltas, batches.

    python graph_data.py PATH-OF-TEAMS-CC-EMULATOR

Prints one line for each step and ends with 0 when all hold.
"""

import asyncio
import datetime
import json
import subprocess
import sys
import tempfile
import time
import uuid

import requests
from graph_calls import World, check
from kiota_abstractions.base_request_configuration import RequestConfiguration
from msgraph.generated.admin.teams.telephone_number_management.number_assignments.microsoft_graph_teams_administration_assign_number.assign_number_post_request_body import (
    AssignNumberPostRequestBody,
)
from msgraph.generated.models.aad_user_conversation_member import AadUserConversationMember
from msgraph.generated.models.body_type import BodyType
from msgraph.generated.models.channel import Channel
from msgraph.generated.models.chat import Chat
from msgraph.generated.models.chat_message import ChatMessage
from msgraph.generated.models.chat_type import ChatType
from msgraph.generated.models.item_body import ItemBody
from msgraph.generated.models.o_data_errors.o_data_error import ODataError
from msgraph.generated.models.online_meeting import OnlineMeeting
from msgraph.generated.models.team import Team
from msgraph.generated.models.teams_administration.number_type import NumberType
from msgraph.generated.models.teams_app_installation import TeamsAppInstallation
from msgraph.generated.models.teams_app_permission_set import TeamsAppPermissionSet
from msgraph.generated.models.teams_app_resource_specific_permission import (
    TeamsAppResourceSpecificPermission,
)
from msgraph.generated.models.teams_app_resource_specific_permission_type import (
    TeamsAppResourceSpecificPermissionType,
)
from msgraph.generated.users.item.online_meetings.create_or_get.create_or_get_post_request_body import (
    CreateOrGetPostRequestBody,
)
from msgraph_core.tasks.page_iterator import PageIterator


def member(user):
    link = f"https://graph.microsoft.com/v1.0/users('{user}')"
    return AadUserConversationMember(roles=["owner"], additional_data={"user@odata.bind": link})


def options(builder, **query):
    """Query options of a builder's `get`, by their names in Python."""
    kind = next(v for k, v in vars(builder).items() if k.endswith("GetQueryParameters"))
    return RequestConfiguration(query_parameters=kind(**query))


async def refused(status, what, asking):
    try:
        await asking
    except ODataError as error:
        check(error.response_status_code == status, f"{what}: {status}", error)
        check(bool(error.error and error.error.code), f"{what}: with Graph's error body")
        return error
    raise AssertionError(f"{what} was not refused")


async def people(world, graph):
    users = graph.users
    some = await users.get(options(type(users), top=2, select=["id", "displayName"]))
    check(len(some.value) == 2 and some.odata_next_link, "a page of users has a link to the next")
    seen = []
    pages = PageIterator(some, graph.request_adapter)
    await pages.iterate(lambda user: seen.append(user.id) or True)
    check(len(set(seen)) == 3, "the page iterator of the library reaches everybody", seen)
    adele = await users.by_user_id("adele@adatum.example").get()
    check(adele.display_name == "Adele", "a user by name", adele)
    phone = adele.business_phones[0]
    config = options(type(users), filter=f"businessPhones/any(p:p eq '{phone}')", count=True)
    config.headers.add("ConsistencyLevel", "eventual")
    found = await users.get(config)
    check([user.id for user in found.value] == [adele.id], "a user by number")
    check(found.odata_count == 1, "counted")
    delta = await users.delta.get()
    check(len(delta.value) == 3 and delta.odata_delta_link, "a first round of changes")
    world.ask("POST", "/tenants/adatum/users", {"name": "grace"})
    later = await users.delta.with_url(delta.odata_delta_link).get()
    check([user.display_name for user in later.value] == ["Grace"], "then only what changed")
    await refused(400, "a property that is none", users.get(options(type(users), filter="nonsense eq 1")))
    return {user.display_name.lower(): user.id for user in (await users.get()).value}


async def chats(graph, who):
    asked = Chat(chat_type=ChatType.OneOnOne, members=[member(who["adele"]), member(who["diego"])])
    chat = await graph.chats.post(asked)
    check(chat.chat_type == ChatType.OneOnOne and chat.id.startswith("19:"), "a chat was made")
    again = await graph.chats.post(asked)
    check(again.id == chat.id, "a chat of two that exists is the answer")
    here = graph.chats.by_chat_id(chat.id)
    for n in range(5):
        body = ItemBody(content=f"<b>line {n}</b>", content_type=BodyType.Html)
        sent = await here.messages.post(ChatMessage(body=body))
        check(sent.body.content == body.content and sent.id, f"message {n} was sent")
    page = await here.messages.get(options(type(here.messages), top=2))
    check([m.body.content for m in page.value] == ["<b>line 4</b>", "<b>line 3</b>"], "newest first")
    seen = []
    await PageIterator(page, graph.request_adapter).iterate(lambda m: seen.append(m.id) or True)
    check(len(set(seen)) == 5, "five messages over three pages", seen)
    one = await here.messages.by_chat_message_id(sent.id).get()
    check(one.created_date_time.tzinfo is not None and one.chat_id == chat.id, "one message")
    members = await here.members.get()
    check({m.user_id for m in members.value} == {who["adele"], who["diego"]}, "its members")
    check(all(isinstance(m, AadUserConversationMember) for m in members.value), "as the type they are")
    config = options(type(graph.chats), expand=["members"])
    listed = await graph.chats.get(config)
    check(len(listed.value[0].members) == 2, "a list of chats with members")
    await refused(404, "a chat that is not there", graph.chats.by_chat_id("19:x@thread.v2").get())
    await refused(400, "a message without a body", here.messages.post(ChatMessage(subject="x")))


async def teams(graph, who):
    made = Team(display_name="Support", members=[member(who["adele"])], additional_data={
        "template@odata.bind": "https://graph.microsoft.com/v1.0/teamsTemplates('standard')"})
    await graph.teams.post(made)
    until = time.monotonic() + 10
    while not (found := (await graph.teams.get()).value) and time.monotonic() < until:
        await asyncio.sleep(0.1)
    team = graph.teams.by_team_id(found[0].id)
    check((await team.get()).display_name == "Support", "a team came into being")
    check((await team.primary_channel.get()).display_name == "General", "with its first channel")
    channel = await team.channels.post(Channel(display_name="Escalations"))
    messages = team.channels.by_channel_id(channel.id).messages
    sent = await messages.post(ChatMessage(body=ItemBody(content="a hard one")))
    reply = await messages.by_chat_message_id(sent.id).replies.post(
        ChatMessage(body=ItemBody(content="mine")))
    check(reply.reply_to_id == sent.id, "a reply in a channel")
    # One channel takes four requests a second.
    await asyncio.sleep(1.1)
    delta = await messages.delta.get()
    check([m.id for m in delta.value] == [sent.id], "messages by delta")
    joined = await graph.users.by_user_id(who["adele"]).joined_teams.get()
    check([t.id for t in joined.value] == [found[0].id], "teams somebody is in")


async def one_teams_consent(world, graph, who):
    """An application without any permission in the tenant reads in the team that consented."""
    app = str(uuid.uuid4())
    world.ask("POST", "/apps", {"id": app, "name": "desk", "secret": "s3cret", "roles": []})
    wanted = [{"name": "ChannelMessage.Read.Group", "type": "Application"}]
    manifest = {
        "id": str(uuid.uuid4()), "version": "1.0.0", "name": {"short": "Desk"},
        "webApplicationInfo": {"id": app, "resource": "api://desk"},
        "authorization": {"permissions": {"resourceSpecific": wanted}},
        "bots": [{"botId": app, "scopes": ["team"]}],
    }
    catalog = world.ask("POST", "/tenants/adatum/apps", manifest)["id"]
    adatum = graph.teams.by_team_id((await graph.teams.get()).value[0].id)
    await graph.teams.post(Team(display_name="Other", members=[member(who["adele"])], additional_data={
        "template@odata.bind": "https://graph.microsoft.com/v1.0/teamsTemplates('standard')"}))
    until = time.monotonic() + 10
    while len(teams := (await graph.teams.get()).value) < 2 and time.monotonic() < until:
        await asyncio.sleep(0.1)
    bind = {"teamsApp@odata.bind": f"https://graph.microsoft.com/v1.0/appCatalogs/teamsApps/{catalog}"}
    await refused(400, "installing without the consent that the manifest asks for",
                  adatum.installed_apps.post(TeamsAppInstallation(additional_data=bind)))
    consent = TeamsAppPermissionSet(resource_specific_permissions=[TeamsAppResourceSpecificPermission(
        permission_value="ChannelMessage.Read.Group",
        permission_type=TeamsAppResourceSpecificPermissionType.Application)])
    await adatum.installed_apps.post(
        TeamsAppInstallation(consented_permission_set=consent, additional_data=bind))

    theirs = world.client_of(app, "s3cret")
    for team, may in [(t, t.id == (await adatum.get()).id) for t in teams]:
        channel = (await graph.teams.by_team_id(team.id).primary_channel.get()).id
        messages = theirs.teams.by_team_id(team.id).channels.by_channel_id(channel).messages
        if may:
            check((await messages.get()).value is not None, "messages where the team consented")
        else:
            await refused(403, "messages of another team", messages.get())
    await refused(403, "and nothing else in the tenant", theirs.users.get())

    # The bot of that app knows who is in the team, and in no other.
    bot = world.token_of(app, "s3cret", "https://api.botframework.com/.default")
    for team, status in [(t, 200 if t.id == (await adatum.get()).id else 403) for t in teams]:
        channel = (await graph.teams.by_team_id(team.id).primary_channel.get()).id
        of = {"channelData": {"channel": {"id": channel}, "tenant": {"id": world.about["tenant"]}},
              "activity": {"type": "message", "text": "hello"}}
        base = f"{world.ready['graph']}/bot/v3"
        head = {"Authorization": f"Bearer {bot}"}
        made = requests.post(f"{base}/conversations", json=of, headers=head, timeout=10)
        check(made.status_code == 201, "a bot begins in a channel", made.text)
        asked = requests.get(f"{base}/conversations/{channel}/pagedmembers", headers=head, timeout=10)
        check(asked.status_code == status, f"a channel's roster: {status}", asked.text)
        if status == 200:
            names = {m["name"] for m in asked.json()["members"]}
            check(names == {"Adele"}, "the people of its team", names)
            listed = requests.get(f"{base}/teams/{channel}/conversations", headers=head, timeout=10)
            names = [c["name"] for c in listed.json()["conversations"]]
            check(names == [None, "Escalations"], "and its channels", names)


async def meetings(graph, who):
    of_adele = graph.users.by_user_id(who["adele"]).online_meetings
    begins = datetime.datetime(2026, 12, 1, 9, tzinfo=datetime.timezone.utc)
    made = await of_adele.post(OnlineMeeting(subject="Review", start_date_time=begins,
                                             end_date_time=begins + datetime.timedelta(hours=1)))
    check(made.chat_info.thread_id in made.join_web_url.replace("%3A", ":").replace("%40", "@"),
          "a meeting's link has its thread")
    check(made.start_date_time == begins, "and begins when it should", made.start_date_time)
    found = await of_adele.get(options(type(of_adele), filter=f"JoinWebUrl eq '{made.join_web_url}'"))
    check([m.id for m in found.value] == [made.id], "a meeting by its link")
    body = CreateOrGetPostRequestBody(external_id="queue-7", subject="Queue")
    first = await of_adele.create_or_get.post(body)
    second = await of_adele.create_or_get.post(body)
    check(first.id == second.id, "createOrGet makes one meeting")
    changed = await of_adele.by_online_meeting_id(made.id).patch(OnlineMeeting(subject="Other"))
    check(changed.subject == "Other" and changed.id == made.id, "a meeting was changed")
    await of_adele.by_online_meeting_id(made.id).delete()
    await refused(404, "a meeting that is gone", of_adele.by_online_meeting_id(made.id).get())


async def records(world, graph, who):
    # The carrier calls itself; a call of a Teams user goes nowhere without a trunk, and has a record.
    await refused(404, "a record that is not there", graph.communications.call_records
                  .by_call_record_id("00000000-0000-4000-8000-000000000000").get())
    records = await graph.communications.call_records.get()
    check(records.value is not None, "records are listed")
    root = f"{world.ready['graph']}/v1.0/communications/callRecords/"
    address = root + "getDirectRoutingCalls(fromDateTime=2026-01-01,toDateTime=2026-02-01)"
    builder = graph.communications.call_records
    rows = await builder.with_url(address).get()
    check(rows.value == [], "the log of Direct Routing", rows)
    address = root + "getPstnCalls(fromDateTime=2026-01-01,toDateTime=2026-06-01)"
    await refused(400, "more than 90 days", builder.with_url(address).get())


async def numbers(graph, who):
    admin = graph.admin.teams
    assignments = admin.telephone_number_management.number_assignments
    all_of_them = (await assignments.get()).value
    check(len(all_of_them) == 4, "every user has a number", len(all_of_them))
    check(all(n.number_type == NumberType.DirectRouting for n in all_of_them), "by Direct Routing")
    await assignments.microsoft_graph_teams_administration_assign_number.post(
        AssignNumberPostRequestBody(telephone_number="+14255559999",
                                    number_type=NumberType.DirectRouting,
                                    assignment_target_id=who["megan"]))
    megan = await graph.users.by_user_id(who["megan"]).get()
    check(megan.business_phones == ["+14255559999"], "a number was assigned", megan.business_phones)
    configuration = await admin.user_configurations.by_teams_user_configuration_id(who["megan"]).get()
    check(configuration.is_enterprise_voice_enabled, "Megan may telephone")
    check(configuration.telephone_numbers[0].telephone_number == "+14255559999", "with that number")


async def batch(world, graph, who):
    from kiota_abstractions.method import Method
    from kiota_abstractions.request_information import RequestInformation

    steps = [{"id": "1", "method": "GET", "url": f"/users/{who['adele']}"},
             {"id": "2", "method": "GET", "url": "/users/nobody"},
             {"id": "3", "method": "GET", "url": "/chats", "dependsOn": ["2"]},
             {"id": "4", "method": "GET", "url": "/users?$top=1&$select=id",
              "headers": {"Prefer": "omit-values=nulls"}},
             {"id": "5", "method": "GET", "url": f"/users/{who['adele']}/photo/$value"}]
    asking = RequestInformation(Method.POST, "{+baseurl}/$batch", {"baseurl": graph.request_adapter.base_url})
    asking.set_stream_content(json.dumps({"requests": steps}).encode(), "application/json")
    answer = json.loads(await graph.request_adapter.send_primitive_async(asking, "bytes", {}))
    by_id = {r["id"]: r for r in answer["responses"]}
    check([by_id[i]["status"] for i in "12345"] == [200, 404, 424, 200, 200], "a batch", answer)
    check(by_id["5"]["headers"]["Content-Type"] == "image/png", "a picture as base64")


async def drive(world):
    graph = world.graph
    who = await people(world, graph)
    await chats(graph, who)
    await teams(graph, who)
    await one_teams_consent(world, graph, who)
    await meetings(graph, who)
    await records(world, graph, who)
    await numbers(graph, who)
    await batch(world, graph, who)
    print("ok    Microsoft's client did not notice", flush=True)


def main(program, folder):
    child = subprocess.Popen(
        [program, "--seed", "7", "--folder", folder], stdout=subprocess.PIPE, text=True)
    try:
        asyncio.run(drive(World(json.loads(child.stdout.readline()))))
    finally:
        child.kill()
        child.wait()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        main(sys.argv[1], folder)
