using AIOps.Contracts.Incidents;

namespace AIOps.Server.Tests.Web;

public sealed class StreamTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(15);

    [Test]
    public async Task Stream_TellsWhatIsAppended_AndGoesOnAfterTheLastIdSeen()
    {
        await using var host = await WebHost.StartAsync();
        await using var live = await host.Client.GetStreamAsync("/api/v1/stream?topics=incident");
        using var reader = new StreamReader(live);
        await ReadUntilAsync(reader, "retry:");
        await host.SaveAsync(Samples.Incident("INC-1"));
        var id = await ReadUntilAsync(reader, "id:");
        var data = await ReadUntilAsync(reader, "data:");
        await host.SaveAsync(Samples.Incident("INC-1", IncidentState.Acknowledged));
        using var again = new HttpRequestMessage(HttpMethod.Get, "/api/v1/stream");
        again.Headers.Add("Last-Event-ID", id[4..]);
        using var answer = await host.Client.SendAsync(again, HttpCompletionOption.ResponseHeadersRead);
        using var second = new StreamReader(await answer.Content.ReadAsStreamAsync());
        var missed = await ReadUntilAsync(second, "data:");
        Assert.Multiple(() =>
        {
            Assert.That(data, Does.Contain("\"type\":\"IncidentOpened\""));
            Assert.That(missed, Does.Contain("\"type\":\"IncidentChanged\""));
        });
    }

    [Test]
    public async Task MoreStreamsThanTheBound_AreRefused()
    {
        await using var host = await WebHost.StartAsync(("Web:MaxStreams", "1"));
        using var first = await host.Client.GetAsync("/api/v1/stream", HttpCompletionOption.ResponseHeadersRead);
        using var second = await host.Client.GetAsync("/api/v1/stream", HttpCompletionOption.ResponseHeadersRead);
        Assert.That((int)second.StatusCode, Is.EqualTo(503));
    }

    private static async Task<string> ReadUntilAsync(StreamReader reader, string prefix)
    {
        using var bound = new CancellationTokenSource(Bound);
        while (await reader.ReadLineAsync(bound.Token) is { } line)
        {
            if (line.StartsWith(prefix, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new AssertionException($"the stream ended before {prefix}");
    }
}
