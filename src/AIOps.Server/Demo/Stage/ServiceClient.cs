using System.Net.Http.Headers;
using System.Net.Http.Json;
using AIOps.Contracts.Incidents;
using AIOps.Contracts.Runs;
using AIOps.Contracts.Serialization;
using AIOps.Server.Web.Api;

namespace AIOps.Server.Demo.Stage;

/// <summary>The service's REST API as the demo uses it: everything it shows and judges by, it reads here like anybody else.</summary>
internal sealed class ServiceClient : IDisposable
{
    private readonly HttpClient _client;

    public ServiceClient(Uri address, string token)
    {
        _client = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(10) };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>Every incident since a moment, with its details.</summary>
    public async Task<IReadOnlyList<Incident>> IncidentsAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        var page = await GetAsync<Page<IncidentSummary>>("/api/v1/incidents?limit=100", cancellationToken);
        var incidents = new List<Incident>();
        foreach (var row in page.Items)
        {
            var incident = await GetAsync<Incident>($"/api/v1/incidents/{row.Id}", cancellationToken);
            if (incident.UpdatedAt >= since)
            {
                incidents.Add(incident);
            }
        }

        return incidents;
    }

    /// <summary>Every run that was planned since a moment.</summary>
    public async Task<IReadOnlyList<Run>> RunsAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        [.. (await GetAsync<Page<Run>>("/api/v1/runs?limit=100", cancellationToken)).Items.Where(run => run.PlannedAt >= since)];

    /// <summary>Reads a JSON answer.</summary>
    public async Task<T> GetAsync<T>(string path, CancellationToken cancellationToken)
    {
        using var response = await _client.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.IsSuccessStatusCode ? AIOpsJson.Read<T>(text) : throw new HttpRequestException($"GET {path} answered {(int)response.StatusCode}: {text}");
    }

    /// <summary>Sends a JSON body.</summary>
    /// <returns>The answer's text.</returns>
    public async Task<string> SendAsync(HttpMethod method, string path, object body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = JsonContent.Create(body, body.GetType(), options: AIOpsJson.Options) };
        using var response = await _client.SendAsync(request, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.IsSuccessStatusCode ? text : throw new HttpRequestException($"{method} {path} answered {(int)response.StatusCode}: {text}");
    }

    /// <summary>Tells the service of a change, as a deployment pipeline does.</summary>
    public Task ChangeAsync(string service, string kind, string version, string summary, DateTimeOffset at, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, "/api/v1/changes", new { service, environment = "demo", version, kind, summary, at }, cancellationToken);

    /// <summary>Sum of a counter's samples on <c>/metrics</c> whose labels contain a text.</summary>
    public async Task<double> CounterAsync(string name, string label, CancellationToken cancellationToken)
    {
        var text = await _client.GetStringAsync(new Uri("/metrics", UriKind.Relative), cancellationToken);
        return text.Split('\n')
            .Where(line => line.StartsWith(name, StringComparison.Ordinal) && line.Contains(label, StringComparison.Ordinal))
            .Sum(line => double.TryParse(line[(line.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture, out var value) ? value : 0);
    }

    public void Dispose() => _client.Dispose();
}
