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

    public void Dispose() => _client.Dispose();
}
