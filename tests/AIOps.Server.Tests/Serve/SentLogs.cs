using System.Text;
using System.Text.Json;

namespace AIOps.Server.Tests.Serve;

/// <summary>Five lines of each of some services, sent over OTLP.</summary>
internal static class SentLogs
{
    public const int Services = 16;

    public static async Task SendAsync(ServiceProcess front)
    {
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{front.HttpPort}"), Timeout = TimeSpan.FromSeconds(30) };
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var request = new
        {
            resourceLogs = Enumerable.Range(0, Services).Select(service => new
            {
                resource = new { attributes = new[] { Attribute("service.namespace", "load"), Attribute("service.name", $"s{service}"), Attribute("service.instance.id", $"s{service}-1") } },
                scopeLogs = new[] { new { logRecords = Enumerable.Range(1, 5).Select(i => new { timeUnixNano = $"{now}000000", severityNumber = 9, body = new { stringValue = $"Order {i} of service {service} was placed" } }) } },
            }),
        };
        using var content = new StringContent(JsonSerializer.Serialize(request), Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync("/v1/logs", content);
        Assert.That(answer.IsSuccessStatusCode, Is.True, await answer.Content.ReadAsStringAsync());
    }

    private static object Attribute(string name, string text) => new { key = name, value = new { stringValue = text } };
}
