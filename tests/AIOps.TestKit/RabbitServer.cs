using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace AIOps.TestKit;

/// <summary>A real RabbitMQ node on loopback with a folder, a name and an Erlang port mapper of its own.</summary>
public sealed class RabbitServer : IAsyncDisposable
{
    private const string Binaries = "/usr/lib/rabbitmq/bin";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly string _folder;
    private readonly int _mapperPort;
    private readonly int _distributionPort;
    private Process _node = null!;
    private int _hosts;

    private RabbitServer(string folder)
    {
        _folder = folder;
        Port = ServerFolder.FreePort();
        _mapperPort = ServerFolder.FreePort();
        _distributionPort = ServerFolder.FreePort();
    }

    public int Port { get; }

    public static async Task<RabbitServer> StartAsync()
    {
        if (!File.Exists(Path.Combine(Binaries, "rabbitmq-server")))
        {
            throw new InvalidOperationException($"no RabbitMQ in {Binaries}: run tests/install.sh");
        }

        var server = new RabbitServer(Directory.CreateTempSubdirectory("aiops-rabbit-").FullName);
        await File.WriteAllTextAsync(Path.Combine(server._folder, "plugins"), "[].");
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>
    /// Makes an empty virtual host and returns its address, <c>amqp://guest:guest@127.0.0.1:port/name</c>.
    /// Each run takes one of its own: a queue that an earlier run left bound goes on receiving every publish.
    /// </summary>
    public async Task<Uri> CreateHostAsync()
    {
        var name = "run" + Interlocked.Increment(ref _hosts).ToString(CultureInfo.InvariantCulture);
        await ControlAsync("add_vhost", name);
        await ControlAsync("set_permissions", "-p", name, "guest", ".*", ".*", ".*");
        return new Uri($"amqp://guest:guest@127.0.0.1:{Port}/{name}");
    }

    /// <summary>Starts it after <see cref="KillAsync"/>, on the same port with the same data.</summary>
    public async Task StartAgainAsync()
    {
        var start = Environment("rabbitmq-server");
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        _node = Process.Start(start) ?? throw new InvalidOperationException("rabbitmq-server did not start");
        _node.OutputDataReceived += (_, _) => { };
        _node.ErrorDataReceived += (_, _) => { };
        _node.BeginOutputReadLine();
        _node.BeginErrorReadLine();
        using var timeout = new CancellationTokenSource(Limit);
        while (!await AnswersAsync(timeout.Token))
        {
            if (_node.HasExited)
            {
                throw new InvalidOperationException($"rabbitmq-server ended with {_node.ExitCode}: see {_folder}/log");
            }

            await Task.Delay(200, timeout.Token);
        }

        await ControlAsync("await_startup");
    }

    /// <summary>Kills the node with SIGKILL.</summary>
    public async Task KillAsync()
    {
        _node.Kill(entireProcessTree: true);
        using var timeout = new CancellationTokenSource(Limit);
        await _node.WaitForExitAsync(timeout.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _node.Dispose();
        var mapper = Environment("epmd");
        mapper.FileName = "epmd";
        mapper.ArgumentList.Clear();
        mapper.ArgumentList.Add("-kill");
        mapper.RedirectStandardOutput = true;
        using (var process = Process.Start(mapper))
        {
            await process!.WaitForExitAsync().WaitAsync(Limit);
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task ControlAsync(params string[] arguments)
    {
        var start = Environment("rabbitmqctl");
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using var process = Process.Start(start) ?? throw new InvalidOperationException("rabbitmqctl did not start");
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var timeout = new CancellationTokenSource(Limit);
        await process.WaitForExitAsync(timeout.Token);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"rabbitmqctl {string.Join(' ', arguments)}: {await output}{await errors}");
        }
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync("127.0.0.1", Port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    // the programs themselves, not the wrappers in /usr/sbin, which change the user
    private ProcessStartInfo Environment(string program)
    {
        var start = new ProcessStartInfo(Path.Combine(Binaries, program)) { UseShellExecute = false, WorkingDirectory = _folder };
        var set = start.Environment;
        set["HOME"] = _folder;
        set["RABBITMQ_NODENAME"] = "aiops@localhost";
        set["RABBITMQ_MNESIA_BASE"] = Path.Combine(_folder, "mnesia");
        set["RABBITMQ_LOG_BASE"] = Path.Combine(_folder, "log");
        set["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(_folder, "plugins");
        set["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1";
        set["RABBITMQ_NODE_PORT"] = Port.ToString(CultureInfo.InvariantCulture);
        set["RABBITMQ_DIST_PORT"] = _distributionPort.ToString(CultureInfo.InvariantCulture);
        set["RABBITMQ_CONF_ENV_FILE"] = Path.Combine(_folder, "none");
        set["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1}";
        set["ERL_EPMD_ADDRESS"] = "127.0.0.1";
        set["ERL_EPMD_PORT"] = _mapperPort.ToString(CultureInfo.InvariantCulture);
        return start;
    }
}
