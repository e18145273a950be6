using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace AIOps.TestKit;

/// <summary>A real Prometheus or VictoriaMetrics from Debian on loopback that takes remote write.</summary>
public sealed class MetricStore : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly string _folder = Directory.CreateTempSubdirectory("aiops-metrics-").FullName;
    private readonly HttpClient _http;
    private readonly string _name;
    private Process? _process;

    private MetricStore(string name)
    {
        _name = name;
        Port = ServerFolder.FreePort();
        _http = new HttpClient { BaseAddress = new Uri(QueryUrl), Timeout = TimeSpan.FromSeconds(20) };
    }

    public int Port { get; }

    public string QueryUrl => $"http://127.0.0.1:{Port}";

    public string WriteUrl => $"{QueryUrl}/api/v1/write";

    /// <summary>Starts <c>prometheus</c> or <c>victoria-metrics</c>.</summary>
    public static async Task<MetricStore> StartAsync(string name)
    {
        var store = new MetricStore(name);
        await File.WriteAllTextAsync(Path.Combine(store._folder, "prometheus.yml"), "global: {}\n");
        await store.StartAgainAsync();
        return store;
    }

    /// <summary>Starts it after <see cref="StopAsync"/>, on the same port with the same data.</summary>
    public async Task StartAgainAsync()
    {
        string[] arguments = _name == "prometheus"
            ? [$"--config.file={_folder}/prometheus.yml", $"--storage.tsdb.path={_folder}/data", $"--web.listen-address=127.0.0.1:{Port}", "--web.enable-remote-write-receiver", "--log.level=error"]
            : [$"-storageDataPath={_folder}/data", $"-httpListenAddr=127.0.0.1:{Port}", "-retentionPeriod=12", "-loggerLevel=ERROR", "-search.latencyOffset=0s"];
        var start = new ProcessStartInfo(_name, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            _process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            throw new InvalidOperationException($"no {_name}: run tests/install.sh", missing);
        }

        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        using var limit = new CancellationTokenSource(Limit);
        while (!await ReadyAsync(limit.Token))
        {
            await Task.Delay(50, limit.Token);
        }
    }

    /// <summary>Ends it: Prometheus by SIGKILL; VictoriaMetrics in order, because it confirms before it has written.</summary>
    public async Task StopAsync()
    {
        if (_name == "prometheus")
        {
            _process!.Kill();
        }
        else
        {
            await ServerFolder.RunAsync(Limit, "kill", "-TERM", _process!.Id.ToString(CultureInfo.InvariantCulture));
        }

        await _process!.WaitForExitAsync().WaitAsync(Limit);
        _process.Dispose();
        _process = null;
    }

    /// <summary>Every sample that a selector finds of the last minutes, by the label <c>aiops_series</c>.</summary>
    public async Task<Dictionary<string, SortedDictionary<long, double>>> SamplesAsync(string selector, int minutes = 10)
    {
        using var answer = await _http.PostAsync("/api/v1/query", new FormUrlEncodedContent([new("query", $"{selector}[{minutes}m]")]));
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return json.RootElement.GetProperty("data").GetProperty("result").EnumerateArray().ToDictionary(
            series => series.GetProperty("metric").GetProperty("aiops_series").GetString()!,
            series => new SortedDictionary<long, double>(series.GetProperty("values").EnumerateArray()
                // VictoriaMetrics keeps what was sent twice twice, unless told otherwise
                .DistinctBy(sample => sample[0].GetDouble())
                .ToDictionary(sample => (long)Math.Round(sample[0].GetDouble() * 1000), sample => double.Parse(sample[1].GetString()!, CultureInfo.InvariantCulture))),
            StringComparer.Ordinal);
    }

    /// <summary>The labels of the series that a selector finds.</summary>
    public async Task<List<Dictionary<string, string>>> LabelsAsync(string selector)
    {
        using var json = JsonDocument.Parse(await _http.GetStringAsync($"/api/v1/series?match[]={Uri.EscapeDataString(selector)}"));
        return [.. json.RootElement.GetProperty("data").EnumerateArray().Select(series => series.EnumerateObject().ToDictionary(label => label.Name, label => label.Value.GetString()!, StringComparer.Ordinal))];
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill();
            await _process.WaitForExitAsync().WaitAsync(Limit);
            _process.Dispose();
        }

        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<bool> ReadyAsync(CancellationToken cancellationToken)
    {
        if (_process!.HasExited)
        {
            throw new InvalidOperationException($"{_name} ended with {_process.ExitCode}");
        }

        try
        {
            using var answer = await _http.GetAsync(_name == "prometheus" ? "/-/ready" : "/health", cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
