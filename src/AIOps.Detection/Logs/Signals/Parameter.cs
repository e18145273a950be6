using AIOps.Contracts.Telemetry;

namespace AIOps.Detection.Logs.Signals;

/// <summary>A variable part of a template: what its values are like.</summary>
internal sealed class Parameter(int template, int token, string name)
{
    private const int MinNumbers = 30;

    private double _sum;
    private int _inBucket;
    private long _numbers;

    /// <summary>The template's id.</summary>
    public int Template { get; } = template;

    /// <summary>Its token in the template.</summary>
    public int Token { get; } = token;

    /// <summary>The key before it, or its number: <c>took</c>, <c>p2</c>.</summary>
    public string Name { get; } = name;

    /// <summary>What all its values measured.</summary>
    public Measure Measure { get; private set; }

    /// <summary>False once a value was no number of that kind.</summary>
    public bool IsMeasure { get; private set; } = true;

    /// <summary>Its values when they are few.</summary>
    public ClosedSet Values { get; private set; } = new();

    /// <summary>The series of its mean; null while it has none.</summary>
    public SeriesKey? Series { get; set; }

    /// <summary>Whether it has shown enough to be a series.</summary>
    public bool IsSeries => IsMeasure && _numbers >= MinNumbers;

    /// <summary>Whether anything is left to learn.</summary>
    public bool Alive => IsMeasure || Values.Alive;

    public void Observe(ReadOnlySpan<byte> value, ReadOnlySpan<byte> unitAfter)
    {
        if (!IsMeasure)
        {
            return;
        }

        var measure = MeasureText.Read(value, unitAfter, out var number);

        // "1 s" and "0.5 s", "3" and "2.5" are one kind; a number that has no unit at all is none
        if (measure == Measure.None || (_numbers > 0 && measure != Measure))
        {
            IsMeasure = false;
            return;
        }

        Measure = measure;
        _numbers++;
        _sum += number;
        _inBucket++;
    }

    /// <summary>The mean of the bucket that ends, or null when it had none.</summary>
    public double? EndBucket()
    {
        double? mean = _inBucket > 0 && IsMeasure ? _sum / _inBucket : null;
        _sum = 0;
        _inBucket = 0;
        return mean;
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(Template);
        writer.Write(Token);
        writer.Write(Name);
        writer.Write((byte)Measure);
        writer.Write(IsMeasure);
        writer.Write(_numbers);
        Values.Write(writer);
    }

    public static Parameter Read(BinaryReader reader) => new(reader.ReadInt32(), reader.ReadInt32(), reader.ReadString())
    {
        Measure = (Measure)reader.ReadByte(),
        IsMeasure = reader.ReadBoolean(),
        _numbers = reader.ReadInt64(),
        Values = ClosedSet.Read(reader),
    };
}
