using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using AIOps.Contracts.Serialization;
using AIOps.Server.Web;

namespace AIOps.Server.Cli;

/// <summary>Talks to a running service; what goes wrong becomes a sentence and exit code 1.</summary>
internal sealed class ServiceClient : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private readonly HttpClient _http;

    public ServiceClient(Uri address, string? token)
    {
        Address = address;
        _http = new HttpClient { BaseAddress = address, Timeout = Timeout };
        _http.DefaultRequestHeaders.Add("X-AIOps-Actor", Environment.UserName);
        if (token is not null)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    public Uri Address { get; }

    public void Dispose() => _http.Dispose();

    public Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, path, null, cancellationToken);

    public Task<JsonElement> PostAsync(string path, object? body, CancellationToken cancellationToken) => SendAsync(HttpMethod.Post, path, body, cancellationToken);

    public async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body, options: AIOpsJson.Options) };
            using var answer = await _http.SendAsync(request, cancellationToken);
            var text = await answer.Content.ReadAsStringAsync(cancellationToken);
            if (answer.IsSuccessStatusCode)
            {
                return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
            }

            throw new CommandFailure(Explain((int)answer.StatusCode, text));
        }
        catch (HttpRequestException failure)
        {
            throw new CommandFailure($"no service answers at {Address} ({failure.InnerException?.Message ?? failure.Message}): start it with aiops serve, or name its address with --url; aiops doctor looks for the cause", failure);
        }
        catch (TaskCanceledException failure) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CommandFailure($"{Address} did not answer within {Timeout.TotalSeconds:F0} s: see {Address}readyz", failure);
        }
        catch (JsonException failure)
        {
            throw new CommandFailure($"{Address} answers, but not like aiops: is --url right?", failure);
        }
    }

    private static string Explain(int status, string text)
    {
        try
        {
            var problem = JsonSerializer.Deserialize<JsonElement>(text);
            var detail = problem.GetProperty("detail").GetString();
            return problem.TryGetProperty("remedy", out var remedy) ? $"{detail} Remedy: {remedy.GetString()}" : detail ?? $"answer {status}";
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return $"answer {status}: {PlainText.Clean(text.Length > 200 ? text[..200] : text, oneLine: true)}";
        }
    }
}
