using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using AIOps.TestKit;

namespace AIOps.Server.Tests.Serve;

/// <summary>The service as a user starts it: a process of its own, on free ports, with a data folder that outlives it.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private readonly StringBuilder _output = new();
    private readonly IReadOnlyDictionary<string, string> _environment;
    private Process _process;

    private ServiceProcess(string program, string data, int port, int grpc, int http, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        _environment = environment;
        (Program, Data, Port, GrpcPort, HttpPort, Arguments) = (program, data, port, grpc, http, arguments);
        Client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(10) };
        _process = Launch();
    }

    public string Program { get; }

    public string Data { get; }

    public int Port { get; }

    public int GrpcPort { get; }

    public int HttpPort { get; }

    public IReadOnlyList<string> Arguments { get; }

    public HttpClient Client { get; }

    public int Pid => _process.Id;

    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public static string BuiltProgram { get; } = Path.Combine(RepositoryRoot.Path, "src", "AIOps.Server", "bin", "Release", "net10.0", "aiops.dll");

    public static async Task<ServiceProcess> StartAsync(string? data = null, string? program = null, params string[] arguments) =>
        await StartAsync(program ?? BuiltProgram, data, new Dictionary<string, string>(), arguments);

    /// <param name="program">A library, started with the SDK's host, or a program that finds its runtime by itself.</param>
    /// <param name="data">The data folder, or null for a new one.</param>
    /// <param name="environment">Variables beside the tests' own.</param>
    /// <param name="arguments">Arguments of <c>serve</c>.</param>
    public static async Task<ServiceProcess> StartAsync(string program, string? data, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        data ??= Directory.CreateTempSubdirectory("aiops-test-").FullName;
        var service = new ServiceProcess(program, data, FreePort.Take(), FreePort.Take(), FreePort.Take(), arguments, environment);
        await service.WaitUntilReadyAsync();
        return service;
    }

    public async Task WaitUntilReadyAsync() => await UntilAsync("the service is ready", TimeSpan.FromSeconds(60), async () =>
    {
        if (_process.HasExited)
        {
            throw new InvalidOperationException($"the service ended with {_process.ExitCode}:\n{Output}");
        }

        try
        {
            using var answer = await Client.GetAsync("/readyz");
            return answer.IsSuccessStatusCode;
        }
        catch (Exception notYet) when (notYet is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    });

    /// <summary>Ends it without a chance to say goodbye.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: false);
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(10));
    }

    public async Task StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
    }

    public async Task StartAgainAsync()
    {
        _process.Dispose();
        _process = Launch();
        await WaitUntilReadyAsync();
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var answer = await Client.GetAsync(path);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.IsSuccessStatusCode, Is.True, $"GET {path}: {(int)answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement.Clone();
    }

    public Task<HttpResponseMessage> PostAsync(string path, object body) => SendAsync(HttpMethod.Post, path, body);

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(Path.Combine(Data, "token"))).Trim());
        return await Client.SendAsync(request);
    }

    public async Task<List<JsonElement>> ItemsAsync(string path) => [.. (await GetAsync(path)).GetProperty("items").EnumerateArray()];

    public async Task GrantAsync(string runbook)
    {
        using var answer = await SendAsync(HttpMethod.Put, $"/api/v1/trust/{runbook}", new { level = "auto", reason = "the test's own service" });
        Assert.That(answer.IsSuccessStatusCode, Is.True, await answer.Content.ReadAsStringAsync());
    }

    public static async Task UntilAsync(string what, TimeSpan within, Func<Task<bool>> holds)
    {
        var began = Stopwatch.StartNew();
        while (!await holds())
        {
            if (began.Elapsed > within)
            {
                Assert.Fail($"after {within.TotalSeconds} s it still did not hold that {what}");
            }

            await Task.Delay(100);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        Client.Dispose();
        try
        {
            Directory.Delete(Data, recursive: true);
        }
        catch (IOException)
        {
            // a file that is still being closed
        }
    }

    private Process Launch()
    {
        string[] all =
        [
            "serve", "--data", Data, "--port", $"{Port}",
            "--set", $"Collectors:Otlp:GrpcPort={GrpcPort}", "--set", $"Collectors:Otlp:HttpPort={HttpPort}",
            .. Arguments,
        ];
        var isLibrary = Program.EndsWith(".dll", StringComparison.Ordinal);
        var start = new ProcessStartInfo(isLibrary ? "dotnet" : Program, isLibrary ? [Program, .. all] : all) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var (key, value) in _environment)
        {
            start.Environment[key] = value;
        }

        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            lock (_output)
            {
                _output.AppendLine(line);
            }
        }
    }
}
