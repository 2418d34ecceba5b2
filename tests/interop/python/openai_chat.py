"""OpenAI's own Python client, in its Azure form, asks the emulated chat completions; requests, which
knows nothing of Speech, speaks to the other two as the documents' samples do.

    python openai_chat.py PATH-OF-TEAMS-CC-EMULATOR

Prints one line for each step and ends with 0 when all hold.
"""

import io
import json
import math
import signal
import struct
import subprocess
import sys
import tempfile
import time
import wave

import httpx
import openai
import requests


def check(holds, what, more=""):
    print(("ok    " if holds else "FAILED ") + what, flush=True)
    if not holds:
        raise AssertionError(f"{what}: {more}")


def chat(about, control, model="concierge", ask=None, **more):
    return openai.AzureOpenAI(
        azure_endpoint=about["endpoint"],
        api_key=more.pop("key", about["key"]),
        api_version="2024-10-21",
        max_retries=more.pop("max_retries", 0),
        **more,
    ).chat.completions.create(
        model=model,
        messages=[
            {"role": "system", "content": "You are a concierge."},
            {"role": "user", "content": "my card is lost"},
        ],
        max_completion_tokens=50,
        temperature=0.2,
        **(ask or {}),
    )


def completions(about, control, faults):
    done = chat(about, control)
    said = done.choices[0]
    check(said.message.content == "(scripted) You said: my card is lost", "an answer is read", done)
    check(said.finish_reason == "stop" and said.message.role == "assistant", "it is whole", done)
    check(done.object == "chat.completion" and done.usage.total_tokens > 0, "its figures are read")
    replies = [{"kind": "cut", "words": "Yes, and"}, {"kind": "answer_filtered"}]
    control("POST", "/ai/replies", replies + [{"kind": "question_filtered"}])
    check(chat(about, control).choices[0].finish_reason == "length", "an answer is cut")
    check(chat(about, control).choices[0].finish_reason == "content_filter", "one is filtered")
    for expected, what, more in [
        (openai.BadRequestError, "a question is filtered", {}),
        (openai.AuthenticationError, "a wrong key is an AuthenticationError", {"key": "wrong"}),
        (openai.NotFoundError, "an unknown deployment is a NotFoundError", {"model": "another"}),
    ]:
        try:
            chat(about, control, **more)
            check(False, what)
        except expected as refused:
            check(refused.request_id is not None or refused.status_code, what, refused)
            if expected is openai.BadRequestError:
                check(refused.code == "content_filter", "its code is content_filter", refused.body)
            if expected is openai.NotFoundError:
                check(refused.code == "DeploymentNotFound", "its code is read", refused.body)
    faults({"kind": "status", "status": 429, "retry_after": "1"})
    try:
        chat(about, control)
        check(False, "throttled")
    except openai.RateLimitError as refused:
        check(refused.response.headers["retry-after"] == "1", "a 429 is a RateLimitError")
    faults({"kind": "status", "status": 429, "retry_after": "1"})
    chat(about, control, max_retries=1)
    check(True, "the client waits as Retry-After says, and is answered")
    faults({"kind": "status", "status": 503})
    try:
        chat(about, control)
        check(False, "out of order")
    except openai.InternalServerError:
        check(True, "a 503 is an InternalServerError")
    for fault in ["reset", "cut_body"]:
        faults({"kind": fault})
        try:
            chat(about, control)
            check(False, fault)
        except (openai.APIConnectionError, httpx.RemoteProtocolError):
            check(True, f"{fault}: the client says that the connection broke")


def streams(about, control, faults):
    def pieces(ask=None, **more):
        got = []
        try:
            for chunk in chat(about, control, ask={"stream": True} | (ask or {}), **more):
                got.append((time.monotonic(), chunk))
        except (openai.APIError, httpx.TransportError) as broke:
            return got, broke
        return got, None

    def words(got):
        return "".join(c.choices[0].delta.content or "" for _, c in got if c.choices)

    got, broke = pieces({"stream_options": {"include_usage": True}})
    check(broke is None, "a stream comes to its end", broke)
    check(words(got) == "(scripted) You said: my card is lost", "its words are read", words(got))
    check(len([c for _, c in got if c.choices]) > 7, "they come one by one", len(got))
    check(got[0][0] < got[-1][0], "and not at once")
    check(all(c.object in ("", "chat.completion.chunk") for _, c in got), "its objects are chunks")
    reasons = [c.choices[0].finish_reason for _, c in got if c.choices]
    check(reasons[-1] == "stop" and set(reasons[:-1]) == {None}, "it says why it ends", reasons)
    check(got[0][1].model_extra["prompt_filter_results"], "the question's filters come first")
    check(got[-1][1].usage.completion_tokens == 7, "its figures come last", got[-1][1].usage)
    check(pieces()[0][-1][1].usage is None, "and only if they are wanted")
    replies = [{"kind": "filtered_after", "words": "Yes, but"}, {"kind": "cut", "words": "Yes, and"}]
    control("POST", "/ai/replies", replies + [{"kind": "stalls_after", "words": "Yes, or"}])
    got, _ = pieces()
    reason = got[-1][1].choices[0].finish_reason
    check((words(got), reason) == ("Yes, but", "content_filter"), "one is filtered in its midst")
    check(pieces()[0][-1][1].choices[0].finish_reason == "length", "one is cut at the limit")
    got, broke = pieces(timeout=1)
    check((words(got), broke is not None) == ("Yes, or", True), "one stalls", broke)
    faults({"kind": "cut_body"})
    got, broke = pieces()
    check(got and broke is not None, "a connection breaks in its midst", got)
    control("POST", "/ai/replies", [{"kind": "question_filtered"}])
    check(isinstance(pieces()[1], openai.BadRequestError), "a refusal comes before the stream")


def tone(seconds):
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(16000)
        count = int(16000 * seconds)
        samples = [int(8000 * math.sin(n * 0.3)) for n in range(count)]
        out.writeframes(struct.pack(f"<{count}h", *samples))
    return file.getvalue()


def speech(about, control):
    key = {"Ocp-Apim-Subscription-Key": about["key"]}
    url = about["endpoint"] + "/speech/recognition/conversation/cognitiveservices/v1"
    kind = {"Content-Type": "audio/wav; codecs=audio/pcm; samplerate=16000"}
    control("POST", "/ai/recognitions", [{"words": "My card is lost."}])
    ask = {"language": "en-US", "format": "detailed"}
    heard = requests.post(url, params=ask, data=tone(1), headers=key | kind, timeout=30)
    check(heard.status_code == 200, "a WAV file of Python's is recognised", heard.text)
    best = heard.json()["NBest"][0]
    check(best["Display"] == "My card is lost." and best["Lexical"] == "my card is lost", "its words")
    status = requests.post(url, data=tone(1), headers=key | kind, timeout=30).status_code
    check(status == 400, "no language is 400")
    status = requests.post(url, params=ask, data=tone(61), headers=key | kind, timeout=30).status_code
    check(status == 400, "61 seconds are 400")
    status = requests.post(url, params=ask, data=tone(1), headers=kind, timeout=30).status_code
    check(status == 403, "no key is 403")
    url = about["endpoint"] + "/cognitiveservices/v1"
    ssml = (
        "<speak version='1.0' xml:lang='en-US'><voice xml:lang='en-US' xml:gender='Male' "
        "name='en-US-ChristopherNeural'>I'm excited to try text to speech!</voice></speak>"
    )
    kind = {"Content-Type": "application/ssml+xml", "User-Agent": "curl"}
    form = {"X-Microsoft-OutputFormat": "riff-24khz-16bit-mono-pcm"}
    said = requests.post(url, data=ssml, headers=key | kind | form, timeout=30)
    check(said.status_code == 200, "the sample of the documents is spoken", said.text[:200])
    with wave.open(io.BytesIO(said.content)) as sound:
        figures = (sound.getframerate(), sound.getnchannels(), sound.getsampwidth())
        check(figures == (24000, 1, 2), "Python reads the WAV file", figures)
        seconds = sound.getnframes() / 24000
        check(1 < seconds < 5, "it is as long as the words", seconds)
    bare = requests.post(url, data="hello", headers=key | kind | form, timeout=30)
    check(bare.status_code == 400, "words without SSML are 400")
    wrong = requests.post(url, data=ssml, headers=key | form | {"Content-Type": "text/plain"}, timeout=30)
    check(wrong.status_code == 415, "another media type is 415")


def main(program, folder):
    child = subprocess.Popen(
        [program, "--seed", "7", "--folder", folder], stdout=subprocess.PIPE, text=True
    )
    try:
        ready = json.loads(child.stdout.readline())

        def control(method, path, body=None):
            answer = requests.request(method, ready["control"] + path, json=body, timeout=30)
            check(answer.ok, f"{method} {path}", answer.text)
            return answer.json() if answer.content else None

        about = control("GET", "/ai")
        check(about["scripted"] is True, "the resource says that it is scripted")
        fault = lambda what: control("POST", "/faults", {"where": "ai", "times": 1, "fault": what})
        completions(about, control, fault)
        streams(about, control, fault)
        speech(about, control)
        kinds = [one["kind"] for one in control("GET", "/ai/asked")]
        check({"complete", "recognise", "synthesise"} <= set(kinds), "what was asked is kept")
        print("ok    OpenAI's client did not notice", flush=True)
    finally:
        child.send_signal(signal.SIGINT)
        child.wait(timeout=30)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        main(sys.argv[1], folder)
