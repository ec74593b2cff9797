"""The official OpenAI SDK for Python against a running Outrider: OUTRIDER_URL=http://host:port."""

import os

import openai

base = os.environ["OUTRIDER_URL"]
client = openai.OpenAI(base_url=base + "/v1", api_key="unused", max_retries=0, timeout=120)
passed = 0


def case(name, ok):
    global passed
    assert ok, name
    passed += 1
    print("ok", name, flush=True)


models = client.models.list()
model = models.data[0].id
case("models.list", len(models.data) >= 1 and models.data[0].object == "model")
case("models.retrieve", client.models.retrieve(model).id == model)

ask = [{"role": "user", "content": "Write a Python function that adds two numbers."}]
# Equal texts are promised for rows in the same company: no choice of drafts, no reused prefix.
alone = {"speculative": {"method": "none"}, "cache_prompt": False}
answer = client.chat.completions.create(
    model=model, messages=ask, max_tokens=48, temperature=0, extra_body=alone)
text = answer.choices[0].message.content
case("chat", "def" in text and answer.usage.completion_tokens > 0)
case("chat finish reason", answer.choices[0].finish_reason in ("stop", "length"))

for method in ("none", "chain", "block", "prompt-lookup"):
    chunks = list(
        client.chat.completions.create(
            model=model,
            messages=ask,
            max_tokens=48,
            temperature=0,
            stream=True,
            stream_options={"include_usage": True},
            extra_body={
                "speculative": {"method": method, "draft_tokens": 3},
                "metrics": True,
                "cache_prompt": False,
            },
        )
    )
    streamed = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
    case("stream " + method, "def" in streamed and chunks[-1].usage.completion_tokens > 0)
    stats = chunks[-1].model_extra["metrics"]["speculative_decoding"]
    case("metrics " + method, stats["method"] == method and stats["lossless"] is True)
    if method == "none":
        case("stream equals whole answer", streamed == text)

seeded = [
    client.chat.completions.create(
        model=model, messages=ask, max_tokens=24, temperature=1, seed=7,
        extra_body={"speculative": {"method": "chain", "draft_tokens": 3}, "cache_prompt": False},
    ).choices[0].message.content
    for _ in range(2)
]
case("a seed repeats itself", seeded[0] == seeded[1])

completion = client.completions.create(model=model, prompt="def add(a, b):", max_tokens=16, temperature=0)
case("completion", len(completion.choices[0].text) > 0)
stream = client.completions.create(model=model, prompt="1, 2, 3, 4,", max_tokens=12, stream=True, temperature=0)
case("completion stream", "5" in "".join(c.choices[0].text for c in stream if c.choices))
stopped = client.completions.create(model=model, prompt="1, 2, 3, 4,", max_tokens=30, stop=["7"], temperature=0)
case("stop", "7" not in stopped.choices[0].text and stopped.choices[0].finish_reason == "stop")

for name, kind, call in (
    ("unknown model", openai.NotFoundError,
     lambda: client.chat.completions.create(model="nobody", messages=ask)),
    ("bad temperature", openai.BadRequestError,
     lambda: client.chat.completions.create(model=model, messages=ask, temperature=9)),
    ("unknown method", openai.BadRequestError,
     lambda: client.chat.completions.create(
         model=model, messages=ask, extra_body={"speculative": {"method": "magic"}})),
):
    try:
        call()
        case(name, False)
    except kind as error:
        case(name, bool(error.message))

print("python:", passed, "passed")
