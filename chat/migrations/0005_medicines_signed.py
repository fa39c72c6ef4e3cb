from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('chat', '0004_xray_attached'),
    ]

    operations = [
        migrations.AlterField(
            model_name='knowledgesignature',
            name='kind',
            field=models.CharField(choices=[('red_flag', 'red flag'), ('condition', 'condition'), ('pair', 'two medicines'), ('medicine', 'medicine')], max_length=9),
        ),
    ]
