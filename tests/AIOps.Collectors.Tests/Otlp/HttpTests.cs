using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using AIOps.Collectors.Otlp;
using AIOps.Contracts.Telemetry;
using AIOps.TestKit;

namespace AIOps.Collectors.Tests.Otlp;

public sealed class HttpTests
{
    [Test]
    public async Task Gzip_IsUnpacked()
    {
        await using var receiver = await Start(new OtlpOptions());
        using var answer = await Post(receiver, Pack(Request.Metrics(Request.Gauge("g", Request.Number(receiver.NowMs, 1)))), encoding: "gzip");
        Assert.Multiple(() =>
        {
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(receiver.Sink.Samples.Single().Value, Is.EqualTo(1));
        });
    }

    [Test]
    public async Task GzipBomb_Is413AndCounted()
    {
        await using var receiver = await Start(new OtlpOptions { MaxBodyBytes = 1 << 20, MaxDecodedBytes = 2 << 20 });
        using var answer = await Post(receiver, Pack(new byte[64 << 20]), encoding: "gzip");
        Assert.Multiple(() =>
        {
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
            Assert.That(receiver.Instruments.Refused(Collector.Otlp, Refusal.TooLarge), Is.EqualTo(1));
        });
    }

    [Test]
    public async Task BodyTooLarge_Is413()
    {
        await using var receiver = await Start(new OtlpOptions { MaxBodyBytes = 1000 });
        using var answer = await Post(receiver, new byte[2000]);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
    }

    [Test]
    public async Task Jam_Is429WithRetryAfter()
    {
        await using var receiver = await Start(new OtlpOptions());
        receiver.Sink.Answer = new AcceptResult(RetryAfter: TimeSpan.FromSeconds(3));
        using var answer = await Post(receiver, Request.Metrics(Request.Gauge("g", Request.Number(receiver.NowMs, 1))));
        Assert.Multiple(() =>
        {
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.TooManyRequests));
            Assert.That(answer.Headers.RetryAfter, Is.EqualTo(new RetryConditionHeaderValue(TimeSpan.FromSeconds(3))));
        });
    }

    [Test]
    public async Task Rejected_IsPartialSuccess()
    {
        await using var receiver = await Start(new OtlpOptions());
        using var answer = await Post(receiver, """{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"m","gauge":{"dataPoints":[{"timeUnixNano":"1000000","asDouble":1}]}}]}]}]}"""u8.ToArray(), "application/json");
        Assert.Multiple(async () =>
        {
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("\"rejectedDataPoints\":\"1\"").And.Contain("1970"));
        });
    }

    [TestCase("text/plain", "", "/v1/metrics", HttpStatusCode.UnsupportedMediaType)]
    [TestCase("application/x-protobuf", "br", "/v1/metrics", HttpStatusCode.UnsupportedMediaType)]
    [TestCase("application/x-protobuf", "", "/v2/metrics", HttpStatusCode.NotFound)]
    [TestCase("application/x-protobuf", "gzip", "/v1/metrics", HttpStatusCode.BadRequest)]
    [TestCase("application/x-protobuf", "", "/v1/traces", HttpStatusCode.BadRequest)]
    [TestCase("application/json", "", "/v1/logs", HttpStatusCode.BadRequest)]
    public async Task BadRequests_GetTheirCode(string type, string encoding, string path, HttpStatusCode expected)
    {
        await using var receiver = await Start(new OtlpOptions());
        using var answer = await Post(receiver, "nonsense"u8.ToArray(), type, encoding, path);
        Assert.That(answer.StatusCode, Is.EqualTo(expected));
    }

    [Test]
    public async Task Json_IsTheSameAsProtobuf()
    {
        await using var receiver = await Start(new OtlpOptions());
        var nano = $"{receiver.NowMs}000000";
        var json = $$$"""
            {"resourceMetrics":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"orders"}},{"key":"cores","value":{"intValue":"4"}}]},"unknown":{"a":[1,{"b":2}]},
            "scopeMetrics":[{"scope":{"name":"s"},"metrics":[
              {"name":"hits","unit":"1","sum":{"aggregationTemporality":2,"isMonotonic":true,"dataPoints":[{"timeUnixNano":"{{{nano}}}","asInt":"12","attributes":[{"key":"code","value":{"intValue":"200"}}]}]}},
              {"name":"lat","unit":"s","histogram":{"aggregationTemporality":1,"dataPoints":[{"timeUnixNano":{{{nano}}},"count":"4","sum":2.0,"bucketCounts":["2","2"],"explicitBounds":[0.5]}]}},
              {"name":"exp","exponentialHistogram":{"aggregationTemporality":1,"dataPoints":[{"timeUnixNano":"{{{nano}}}","count":3,"sum":6,"scale":0,"zeroCount":"0","positive":{"offset":-1,"bucketCounts":["1","2"]}}]}},
              {"name":"q","summary":{"dataPoints":[{"timeUnixNano":"{{{nano}}}","count":"1","sum":1,"quantileValues":[{"quantile":0.5,"value":1}]}]}}]}]}]}
            """;
        using var answer = await Post(receiver, System.Text.Encoding.UTF8.GetBytes(json), "application/json");
        var values = receiver.Sink.Samples.ToDictionary(sample => sample.Series.Display, sample => sample.Value);
        Assert.Multiple(() =>
        {
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(values["hits{code=200}"], Is.EqualTo(12));
            Assert.That(values["lat.count"], Is.EqualTo(4));
            Assert.That(values["lat.mean"], Is.EqualTo(0.5));
            Assert.That(values["exp.count"], Is.EqualTo(3));
            Assert.That(receiver.Sink.Entities.Single().Labels["cores"], Is.EqualTo("4"));
        });
    }

    [Test]
    public async Task PortInUse_IsToldWithTheSetting()
    {
        await using var first = await Start(new OtlpOptions());
        await using var second = new Receiver(new OtlpOptions { GrpcPort = -1, HttpPort = first.Listener.HttpAddress!.Port });
        Assert.That(async () => await second.Listener.StartAsync(CancellationToken.None), Throws.TypeOf<IOException>().With.Message.Contains("Collectors:Otlp:HttpPort"));
    }

    private static async Task<Receiver> Start(OtlpOptions options)
    {
        options.GrpcPort = -1;
        options.HttpPort = 0;
        var receiver = new Receiver(options, new ManualTime());
        await receiver.Listener.StartAsync(CancellationToken.None);
        return receiver;
    }

    private static async Task<HttpResponseMessage> Post(Receiver receiver, byte[] body, string type = "application/x-protobuf", string encoding = "", string path = "/v1/metrics")
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(20) };
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        if (encoding.Length > 0)
        {
            content.Headers.ContentEncoding.Add(encoding);
        }

        return await client.PostAsync(new Uri(receiver.Listener.HttpAddress!, path), content);
    }

    private static byte[] Pack(byte[] plain)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(plain);
        }

        return packed.ToArray();
    }
}
