using AIOps.Contracts.Configuration;

namespace AIOps.Server.Bus;

/// <summary>Section <c>Bus</c>.</summary>
internal sealed class BusOptions : ICheckedOptions
{
    /// <summary><c>memory</c> (default, one process) or <c>rabbitmq</c>.</summary>
    public string Transport { get; set; } = "memory";

    /// <summary>RabbitMQ's address with user, password and virtual host: <c>amqp://user:password@host:5672/vhost</c>. A secret.</summary>
    public string Address { get; set; } = "";

    /// <summary>Number of virtual shards; 0 means 2 in memory and 64 on RabbitMQ. Must be the same in all processes of an installation.</summary>
    public int Shards { get; set; }

    /// <summary>Samples that a shard's batch holds at most.</summary>
    public int BatchSamples { get; set; } = 5000;

    /// <summary>Time for which small requests are gathered into one batch.</summary>
    public TimeSpan GatherFor { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Samples that may wait for confirmation per shard before senders are told to come back.</summary>
    public int MaxWaitingSamples { get; set; } = 500_000;

    /// <summary>Time after which a send or a confirmation is given up and the sender is told to repeat.</summary>
    public TimeSpan SendTimeout { get; set; } = TimeSpan.FromSeconds(10);

    public bool IsRabbit => string.Equals(Transport, "rabbitmq", StringComparison.OrdinalIgnoreCase);

    public int ShardCount => Shards > 0 ? Shards : IsRabbit ? 64 : 2;

    public IEnumerable<ConfigurationMistake> Check(string section)
    {
        if (!IsRabbit && !string.Equals(Transport, "memory", StringComparison.OrdinalIgnoreCase))
        {
            yield return new($"{section}:Transport", Transport, "is no transport", "write memory or rabbitmq");
        }

        if (IsRabbit && (!Uri.TryCreate(Address, UriKind.Absolute, out var address) || address.Scheme is not ("amqp" or "amqps" or "rabbitmq" or "rabbitmqs")))
        {
            yield return new($"{section}:Address", Address.Length == 0 ? "" : "***", "is no address of RabbitMQ", "write amqp://user:password@host:5672/vhost");
        }

        if (Shards is < 0 or > 1024)
        {
            yield return new($"{section}:Shards", $"{Shards}", "is out of range", "write 1 to 1024, or 0 for the default");
        }

        if (BatchSamples is < 100 or > 60_000)
        {
            yield return new($"{section}:BatchSamples", $"{BatchSamples}", "is out of range", "write 100 to 60000");
        }

        if (GatherFor < TimeSpan.Zero || GatherFor > TimeSpan.FromMilliseconds(100))
        {
            yield return new($"{section}:GatherFor", $"{GatherFor}", "is out of range", "write 00:00:00 to 00:00:00.1");
        }

        if (MaxWaitingSamples < BatchSamples)
        {
            yield return new($"{section}:MaxWaitingSamples", $"{MaxWaitingSamples}", "is smaller than one batch", $"write at least {BatchSamples}");
        }

        if (SendTimeout < TimeSpan.FromSeconds(1) || SendTimeout > TimeSpan.FromMinutes(1))
        {
            yield return new($"{section}:SendTimeout", $"{SendTimeout}", "is out of range", "write 00:00:01 to 00:01:00");
        }
    }
}
