"""Microsoft's Python Graph library and a shared mailbox of the emulator.

    python mail.py PATH-OF-TEAMS-CC-EMULATOR

Lets a mail come, lists, reads, marks and answers it with `msgraph-sdk`, and sends one. Prints one
line for each step and ends with 0 when all hold.
"""

import asyncio
import json
import subprocess
import sys
import tempfile

from graph_calls import World, check
from graph_data import options, refused
from msgraph.generated.models.body_type import BodyType
from msgraph.generated.models.email_address import EmailAddress
from msgraph.generated.models.internet_message_header import InternetMessageHeader
from msgraph.generated.models.item_body import ItemBody
from msgraph.generated.models.message import Message
from msgraph.generated.models.recipient import Recipient
from msgraph.generated.users.item.messages.item.reply.reply_post_request_body import (
    ReplyPostRequestBody,
)
from msgraph.generated.users.item.send_mail.send_mail_post_request_body import (
    SendMailPostRequestBody,
)


def to(address):
    return Recipient(email_address=EmailAddress(address=address))


async def drive(world):
    mail = {"from": "nora@contoso.example", "subject": "Parcel", "html": "<p>Where <b>is</b> it?</p>",
            "headers": {"Auto-Submitted": "no"}, "files": ["photo.png"]}
    came = world.ask("POST", "/tenants/adatum/users/adele/mail", mail)["id"]
    box = world.graph.users.by_user_id(world.people["adele"])
    inbox = box.mail_folders.by_mail_folder_id("inbox").messages
    found = await inbox.get(options(type(inbox), filter="isRead eq false"))
    check([one.id for one in found.value] == [came], "the mail is unread in the inbox", found)
    check(found.value[0].internet_message_headers is None, "headers come only when selected")
    one = box.messages.by_message_id(came)
    asked = options(type(one), select=["subject", "body", "internetMessageHeaders", "conversationId"])
    asked.headers.add("Prefer", 'outlook.body-content-type="text"')
    read = await one.get(asked)
    check(read.body.content_type == BodyType.Text and read.body.content == "Where is it?",
          "the body as text", read.body)
    check(read.internet_message_headers[0].name == "Auto-Submitted", "its headers")
    files = await one.attachments.get()
    check([file.name for file in files.value] == ["photo.png"], "its attachment is listed")
    changed = await one.patch(Message(is_read=True))
    check(changed.is_read, "it is marked as read")
    found = await inbox.get(options(type(inbox), filter="isRead eq false"))
    check(found.value == [], "and is no longer found among the unread")

    silence = InternetMessageHeader(name="X-Auto-Response-Suppress", value="All")
    await one.reply.post(ReplyPostRequestBody(
        comment="Tomorrow.", message=Message(internet_message_headers=[silence])))
    letter = Message(subject="News", to_recipients=[to("otto@contoso.example")],
                     body=ItemBody(content_type=BodyType.Text, content="Hello"))
    await box.send_mail.post(SendMailPostRequestBody(message=letter, save_to_sent_items=True))
    sent = world.ask("GET", "/tenants/adatum/users/adele/mail")
    check([one["subject"] for one in sent] == ["RE: Parcel", "News"], "both were sent", sent)
    check(sent[0]["conversationId"] == read.conversation_id, "the answer belongs to the thread")
    wrong = InternetMessageHeader(name="Auto-Submitted", value="auto-replied")
    await refused(400, "a header that does not begin with x-", one.reply.post(ReplyPostRequestBody(
        comment="x", message=Message(internet_message_headers=[wrong]))))
    both = Message(body=ItemBody(content_type=BodyType.Text, content="x"))
    await refused(400, "a comment and a body at once", one.reply.post(
        ReplyPostRequestBody(comment="x", message=both)))
    await refused(404, "a mail that is not there", box.messages.by_message_id("AAMk").get())
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
