using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace AIOps.Server.Tests.Metrics;

/// <summary>A real Prometheus from Debian that scrapes one address every second.</summary>
internal sealed class PrometheusServer : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly DirectoryInfo _folder;
    private readonly HttpClient _http;

    private PrometheusServer(Process process, DirectoryInfo folder, int port)
    {
        _process = process;
        _folder = folder;
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(20) };
    }

    public static async Task<PrometheusServer> StartAsync(Uri target, string rules)
    {
        var folder = Directory.CreateTempSubdirectory("aiops-prometheus-");
        var port = FreePort();
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "prometheus.yml"), $$"""
            global: { scrape_interval: 1s, evaluation_interval: 1s }
            rule_files: ["{{rules}}"]
            scrape_configs:
              - job_name: aiops
                static_configs: [ { targets: ["{{target.Authority}}"] } ]
            """);
        var start = new ProcessStartInfo("prometheus", [$"--config.file={folder.FullName}/prometheus.yml", $"--storage.tsdb.path={folder.FullName}/data", $"--web.listen-address=127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}", "--log.level=error"]) { UseShellExecute = false };
        var server = new PrometheusServer(Process.Start(start)!, folder, port);
        await server.UntilAsync("up{job=\"aiops\"} == 1");
        return server;
    }

    public async Task<JsonElement> QueryAsync(string expression)
    {
        using var answer = await _http.PostAsync("/api/v1/query", new FormUrlEncodedContent([new("query", expression)]));
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return answer.IsSuccessStatusCode ? json.GetProperty("data").GetProperty("result") : throw new AssertionException($"{expression}\n{json}");
    }

    public async Task<JsonElement> RulesAsync() => (await _http.GetFromJsonAsync<JsonElement>("/api/v1/rules")).GetProperty("data").GetProperty("groups");

    /// <summary>Asks until there is a result.</summary>
    public async Task UntilAsync(string expression)
    {
        using var bound = new CancellationTokenSource(Bound);
        while (true)
        {
            bound.Token.ThrowIfCancellationRequested();
            try
            {
                if ((await QueryAsync(expression)).GetArrayLength() > 0)
                {
                    return;
                }
            }
            catch (Exception starting) when (starting is HttpRequestException or JsonException)
            {
                // it does not listen yet, or answers "Service Unavailable" in plain text
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), bound.Token);
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _process.Kill();
        _process.WaitForExit(10_000);
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
